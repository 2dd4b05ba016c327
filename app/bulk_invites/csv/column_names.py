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
# The same in further languages, as people write them: Swedish, Danish, Norwegian, Finnish, Polish, Czech, Slovak,
# Hungarian, Romanian, Turkish, Greek, Russian, Ukrainian, Hebrew, Arabic, Chinese, Japanese and Korean.
_FURTHER = {
    "email": """
        e-post, e-postadress, epostadress, e-mailadresse, e-postadresse, sähköposti, sähköpostiosoite, adres e-mail,
        adres email, adres poczty elektronicznej, poczta elektroniczna, e-mailová adresa, emailová adresa, e-mail cím,
        e-mailcím, adresă de e-mail, adresă e-mail, adresa de e-mail, e-posta, e-posta adresi, eposta, διεύθυνση email,
        διεύθυνση e-mail, ηλεκτρονικό ταχυδρομείο, электронная почта, адрес электронной почты, эл. почта, почта,
        электронный адрес, електронна пошта, адреса електронної пошти, דוא"ל, דואר אלקטרוני, כתובת דוא"ל,
        البريد الإلكتروني, بريد إلكتروني, عنوان البريد الإلكتروني, 电子邮件, 电子邮箱, 邮箱, 邮箱地址,
        电子邮件地址, 邮件地址, 電子郵件, 電子信箱, 電子郵件地址, 電郵, メール, メールアドレス, 電子メール,
        eメール, eメールアドレス, 이메일, 이메일 주소, 전자 메일, 메일 주소
    """,
    "role": """
        roll, rooli, rola, szerepkör, papel, função, ρόλος, роль, תפקיד, الدور, 角色, ロール, 役割, 권한, 역할
    """,
    "groups": """
        grupper, grupp, ryhmä, ryhmät, grupa, grupy, skupina, skupiny, csoport, csoportok, grup, gruplar, ομάδα, ομάδες,
        группа, группы, група, групи, קבוצה, קבוצות, المجموعة, المجموعات, 组, 群组, 群組, 小组, グループ, 그룹
    """,
}
# "Email Address [Required]", as Google Workspace writes it, "Group(s)".
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# Longer names are none of these, in characters.
MAX_NAME = 1_000
_REQUIRED = re.compile(r"(?<=.)(?:required|optional)\Z")


def column_key(name: str) -> str:
    """Returns the same key for spellings of one name."""
    plain = unicodedata.normalize("NFKD", _REMARK.sub("", name[:MAX_NAME]))
    return _REQUIRED.sub("", "".join(filter(str.isalnum, plain)).casefold())


def means(name: str, meaning: str) -> bool:
    """Whether a column of this name is understood so; a user name may be an address."""
    key = column_key(name)
    return key in EMAIL_RANKS if meaning == "email" else MEANINGS.get(key) == meaning


def keys_of(names: str) -> set[str]:
    """Returns the keys of names that commas separate."""
    return {column_key(" ".join(name.split())) for name in names.split(",")}


MEANINGS = {
    name: meaning
    for meaning, names in {"email": _EMAIL, "role": _ROLE, "groups": _GROUPS}.items()
    for name in {*names.split(), *keys_of(_FURTHER[meaning])}
}
# Ranks of names that may mean "email"; those of the last hold addresses or are no such column.
EMAIL_RANKS = {
    name: rank
    for rank, names in enumerate((_EMAIL, *_SECONDARY_EMAIL, _USER_NAME))
    for name in (names.split() if rank else [name for name, meaning in MEANINGS.items() if meaning == "email"])
}
USER_NAME_RANK = len(_SECONDARY_EMAIL) + 1
