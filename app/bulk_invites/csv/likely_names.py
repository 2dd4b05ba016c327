"""What columns may be called whose meaning is guessed, for a person to confirm: parts of names, in many languages."""

from app.bulk_invites.csv.column_names import column_key, keys_of, means
from app.bulk_invites.csv.file_columns import Meaning

_LIKELY = {
    Meaning.EMAIL: keys_of("""
        mail, e-post, courriel, messagerie, correo, posta, kontakt, contact, contato, login, user, account, benutzer,
        usuario, utilisateur, upn, почт, пошт, 邮, 郵, メール, 메일
    """),
    Meaning.ROLE: keys_of("""
        rol, permission, access, privilege, user type, account type, member type, berechtigung, zugriff, autorisation,
        droits, permis, permess, permissão, права, 权限, 權限, 権限
    """),
    Meaning.GROUPS: keys_of("""
        group, grup, grupp, team, department, dept, unit, site, location, office, division, org unit, member of,
        abteilung, standort, équipe, service, départ, departament, equipo, reparto, squadra, sede, afdeling, avdelning,
        osasto, dział, zespół, oddělení, отдел, команда, 部, 团队, チーム, 팀
    """),
}
# An address in such a column is another person's.
_OF_OTHERS = keys_of("""
    manager, supervisor, boss, sponsor, inviter, invited by, created by, owner, assistant, approver, reports to, backup,
    emergency, vorgesetzte, chef, leiter, responsable, jefe, capo, 经理, 上司
""")


def probably_means(name: str, meaning: Meaning) -> bool:
    """Whether a column of this name may hold such cells."""
    key = column_key(name)
    return means(name, meaning) or any(part in key for part in _LIKELY[meaning])


def is_of_others(name: str) -> bool:
    """Whether a column of this name is about somebody else than whom the row invites."""
    key = column_key(name)
    return any(part in key for part in _OF_OTHERS)
