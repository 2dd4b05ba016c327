"""What is read out of PromQL, which the tests of alerts and dashboard rely on."""

from tests.support.promql import Selector, groupings, selectors

QUERY = 'sum by (outcome, le) (rate(senturo_a_total{outcome="x y", cause=~"a|b"}[5m])) / on (queue) max(senturo_b) > 0'


def test_metrics_are_found_with_the_labels_they_are_selected_by() -> None:
    assert selectors(QUERY) == [
        Selector("senturo_a_total", (("outcome", "=", "x y"), ("cause", "=~", "a|b"))),
        Selector("senturo_b", ()),
    ]


def test_labels_are_found_that_are_grouped_and_joined_by() -> None:
    assert groupings(QUERY) == {"outcome", "le", "queue"}
