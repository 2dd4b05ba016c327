"""What columns are called that hold addresses, roles and groups: in templates, address books and directories."""

import re
import unicodedata

# Letters and digits alone, in lower case and without accents: "E-mail address", "email_address" and "EmailAddress"
# are one name. "E-mail 1 - Value" is what Google Contacts writes, inviteeEmail Microsoft Entra's template; then come
# Outlook's in German, French, Italian, Spanish, Dutch, Portuguese.
_EMAIL = """
    email emails mail emailaddress mailaddress useremail email1value emailaddresses emailaddresstoinvite inviteeemail
    emailadresse mailadresse adressedemessagerie adresseemail adressemail courriel adressecourriel adresseelectronique
    indirizzodipostaelettronica indirizzopostaelettronica indirizzoemail postaelettronica
    direcciondecorreoelectronico direcciondecorreo direccioncorreoelectronico direcciondeemail correoelectronico correo
    emailadres mailadres enderecodeemail enderecodecorreioeletronico enderecodecorreioelectronico
"""
# In their order, each used where a file has no column of those before: a person may have several addresses, and a
# user name may be one.
_SECONDARY_EMAIL = (
    "primaryemail primaryemailaddress emailprimary primaryuseremailaddress",
    "workemail workemailaddress emailwork businessemail businessemailaddress companyemail",
)
_USER_NAME = "username userprincipalname upn login loginname userlogin benutzername primaryuserupn"
_ROLE = "role roles userrole memberrole rolle ruolo rol"
_GROUPS = """
    groups group devicegroups devicegroup groupnames groupname usergroups usergroup gruppe gruppen groupe groupes gruppo
    gruppi grupo grupos groep groepen
"""
MEANINGS = {
    name: meaning
    for meaning, names in {"email": _EMAIL, "role": _ROLE, "groups": _GROUPS}.items()
    for name in names.split()
}
# Ranks of names that may mean "email"; those of the last hold addresses or are no such column.
EMAIL_RANKS = {
    name: rank for rank, names in enumerate((_EMAIL, *_SECONDARY_EMAIL, _USER_NAME)) for name in names.split()
}
USER_NAME_RANK = len(_SECONDARY_EMAIL) + 1
# "Email Address [Required]", as Google Workspace writes it, "Group(s)".
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_REQUIRED = re.compile(r"(?<=.)(?:required|optional)\Z")


def column_key(name: str) -> str:
    """Returns the same key for spellings of one name."""
    plain = unicodedata.normalize("NFKD", _REMARK.sub("", name))
    return _REQUIRED.sub("", "".join(filter(str.isalnum, plain)).casefold())
