"""Names that are as long as names get, in two directions."""

from tests.browser.product import Product

GERMAN = "Maximilian Wolfeschlegelsteinhausenbergerdorff von Hohenzollern-Sigmaringen"
ARABIC = "دينا عبد الرحمن محمد الحسن بن عبد الله بن إبراهيم بن يوسف القاهرية"
GROUPS = ("Donaudampfschifffahrtsgesellschaft Kapitänsgeräte", "مجموعة الأجهزة الميدانية في القاهرة")
EMAIL = "maximilian.wolfeschlegelsteinhausenbergerdorff@devices.subsidiary.story.example"
CREATE_GROUP = "mutation ($i: CreateGroupInput!) { createGroup(input: $i) { errors { message } } }"


def people_with_long_names(product: Product) -> list[str]:
    """Makes members with long names in two directions, many groups and the longest role. Returns their addresses."""
    for name in GROUPS:
        assert product.ask(CREATE_GROUP, product.admin_token, i={"name": name})["errors"] == []
    groups = product.groups()
    long = [groups[name] for name in GROUPS] + [groups["Kiosks"]]
    usual = [groups["Berlin office"], groups["Field tablets"], groups["Kiosks"]]
    product.invite(EMAIL, "GROUP_ADMIN", long)
    product.invite("ab@narrow.story.example", "GROUP_ADMIN", usual)
    return [product.join("GROUP_ADMIN", long, GERMAN), product.join("GROUP_ADMIN", usual, ARABIC)]
