"""Organizations that a story has to itself."""

from dataclasses import dataclass
from typing import Any

from tests.browser.product import Product, address
from tests.support.factories import PASSWORD

ACCEPT = "mutation ($input: AcceptInput!) { accept(input: $input) { errors { message } } }"


@dataclass(frozen=True)
class Organization:
    """A new one, and its only member, an Admin."""

    product: Product
    name: str
    email: str
    token: str

    @property
    def admin(self) -> tuple[str, str]:
        return self.email, PASSWORD

    def ask(self, query: str, **variables: Any) -> Any:
        return self.product.ask(query, self.token, **variables)


def new_organization(product: Product, name: str = "Fleet") -> Organization:
    """Makes one whose name begins so, and its Admin."""
    email = address("admin")
    full_name = f"{name} {email.partition('@')[0].removeprefix('admin-')}"
    product.create_organization(full_name, email)
    token = product.link_to(email).partition("#")[2]
    accepted = product.ask(ACCEPT, input={"token": token, "name": "Only Admin", "password": PASSWORD, "bearer": True})
    assert accepted["errors"] == []
    return Organization(product, full_name, email, product.sign_in(email, PASSWORD))
