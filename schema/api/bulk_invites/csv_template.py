"""The template of files for bulk invites, as CSV and where to get it as a workbook."""

import strawberry

from app.bulk_invites.csv.template import CONTENT, FILENAME
from app.organizations.queries import get_organization
from schema.api.context import Info

TEMPLATE_PATH = "/bulk-invites/template.xlsx"


@strawberry.type(description="A CSV file to fill in.")
class CsvTemplate:
    filename: str = strawberry.field(description="What to save it as.")
    content: str = strawberry.field(description="The header line and examples to replace.")
    max_rows: int = strawberry.field(description="How many people one file may hold.")
    spreadsheet_url: str = strawberry.field(
        description="Where to GET the same as a workbook (.xlsx), with the same credentials: in it, roles and groups"
        " are chosen from lists of those that the caller may give. For those who may invite people."
    )


@strawberry.type
class CsvTemplateQueries:
    @strawberry.field(description="The template for bulk invites.")
    async def csv_template(self, info: Info) -> CsvTemplate:
        organization = await get_organization(info.context.actor.organization_id)
        return CsvTemplate(
            filename=FILENAME,
            content=CONTENT,
            max_rows=organization.bulk_invite_row_limit,
            spreadsheet_url=f"{info.context.settings.public_url}{TEMPLATE_PATH}",
        )
