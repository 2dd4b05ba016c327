"""The role that a cell names: by the words of its label, however they are written. Other words are never guessed.

What other languages and other services call a role is suggested to people, who know what they meant.
"""

import unicodedata

from app.bulk_invites.review.group_names import most_similar
from app.names import MAX_NORMALIZED, loose_key
from app.organizations.roles import Role

# "Group Admin", "GROUP_ADMIN", "group-admin" and "GroupAdmin" are one role.
_LABELS = {key: role for role in Role for key in (loose_key(role.label), loose_key(role.label).replace(" ", ""))}
# In English, German, French, Spanish, Italian, Dutch, Portuguese, Polish, Czech, Swedish, Danish, Ukrainian, Russian,
# Turkish, Japanese, Chinese and Korean; letters alone, as `_letters` returns them, so that "Analyst/in" is one of them.
_OTHER_WORDS = {
    Role.ADMIN: """
        administrator administratorin admins organizationadmin orgadmin superadmin sysadmin systemadministrator
        administrateur administratrice administrateurtrice administrador administradora administradora
        amministratore amministratrice beheerder beheerster administratorka spravce administrátor administratör
        адміністратор адміністраторка адмін администратор админ yonetici 管理者 管理员 管理員 관리자 アドミン 系统管理员
    """,
    Role.GROUP_ADMIN: """
        groupadministrator groupmanager groupowner groupleader teamadmin teamadministrator gruppenadmin
        gruppenadministrator gruppenadministratorin gruppenverwalter gruppenverwalterin gruppenleiter gruppenleiterin
        administrateurdegroupe administratricedegroupe administrateurdugroupe admindegroupe gestionnairedegroupe
        administradordegrupo administradoradegrupo administradordelgrupo admindegrupo administradordogrupo
        amministratoredigruppo amministratricedigruppo amministratoredelgruppo groepsbeheerder groepsbeheerster
        administratorgrupy admingrupy správceskupiny gruppadministratör gruppeadministrator адміністраторгрупи
        адмінгрупи администраторгруппы grupyoneticisi グループ管理者 组管理员 群組管理員 群组管理员 그룹관리자
    """,
    Role.INVESTIGATOR: """
        ermittler ermittlerin ermittlerinnen detective examiner enquêteur enquêtrice enquêteuse enquêteurtrice
        investigateur investigatrice investigador investigadora investigatore investigatrice inquirente onderzoeker
        onderzoekster rechercheur śledczy śledcza dochodzeniowiec vyšetřovatel vyšetřovatelka utredare efterforsker
        слідчий слідча дослідник следователь sorusturmaci 調査員 捜査官 调查员 調查員 조사관
    """,
    Role.ANALYST: """
        analyse analystin analystinnen analytiker analytikerin analyste analista analist analytiker analityk analityczka
        analytik analytička аналітик аналітикиня аналитик アナリスト 分析员 分析師 分析师 分析官 分析担当 분석가
    """,
    Role.BROADCASTER: """
        sender senderin broadcast sprecher sprecherin diffuseur diffuseuse emisor emisora difusor difusora emissor
        emissora emittente omroeper nadawca мовник ведучий вещатель yayinci 配信者 配信担当 放送者 广播员 廣播員 방송자
    """,
    Role.REMOTE: """
        remoteuser viewer readonly reader nurlesen nurlesend leser leserin fern distant adistance lectureseule lecteur
        lectrice remoto remota sololectura lector lectora solalettura lettore somenteleitura leitor leitora alleenlezen
        lezer opafstand zdalny zdalna tylkoodczyt віддалений читач удалённый читатель uzaktan リモート 閲覧者 閲覧のみ
        远程 遠端 只读 唯讀 원격
    """,
}


def find_role(text: str) -> Role | None:
    """Returns the role that a text names."""
    return _LABELS.get(loose_key(text))


def suggest_role(text: str) -> str | None:
    """Returns the label of the role that was probably meant by a text that names none."""
    role = _ROLES_BY_LETTERS.get(_letters(text))
    return role.label if role else most_similar(text, (role.label for role in Role))


def _letters(text: str) -> str:
    """Returns letters and digits alone, in lower case and without accents; of Turkish, one letter for both of i."""
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text[:MAX_NORMALIZED]))).casefold()
    return letters.replace("\u0131", "i")


_ROLES_BY_LETTERS = {_letters(word): role for role, words in _OTHER_WORDS.items() for word in words.split()}
