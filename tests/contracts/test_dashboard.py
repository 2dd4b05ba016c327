"""The dashboard of docs/operations: what Grafana 10 imports, with the data source left to whoever imports it."""

from itertools import pairwise

from tests.support.operations_files import dashboard, panels

DATA_SOURCE = {"type": "prometheus", "uid": "${datasource}"}
GRAFANA_10 = 38  # its first schemaVersion
WIDTH = 24


def test_it_has_a_row_for_each_part_of_the_service() -> None:
    assert [each["title"] for each in dashboard()["panels"] if each["type"] == "row"] == [
        "Emails",
        "Bulk",
        "Web",
        "Database",
    ]
    assert dashboard()["schemaVersion"] >= GRAFANA_10


def test_the_data_source_is_a_variable_everywhere() -> None:
    (variable,) = dashboard()["templating"]["list"]
    assert (variable["name"], variable["type"], variable["query"]) == ("datasource", "datasource", "prometheus")
    for panel in panels():
        assert panel["datasource"] == DATA_SOURCE
        assert all(target["datasource"] == DATA_SOURCE for target in panel["targets"])


def test_each_panel_is_described_and_stands_in_a_place_of_its_own() -> None:
    assert all(panel["description"] for panel in panels())
    numbers = [each["id"] for each in dashboard()["panels"]]
    assert len(set(numbers)) == len(numbers)
    places = sorted((p["gridPos"]["y"], p["gridPos"]["x"], p["gridPos"]["w"]) for p in panels())
    for (y, x, width), (next_y, next_x, _) in pairwise(places):
        assert x + width <= WIDTH
        assert next_y > y or next_x >= x + width
