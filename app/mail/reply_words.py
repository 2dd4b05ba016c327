"""What of a reply are the server's own words: without enhanced status codes, addresses and what it quotes."""

import re

MAX_TEXT = 1000  # characters that are read of a reply

_STATUS = r"#?[245]\.(\d{1,3}\.\d{1,3})\b"
# Also after one word ("cuda_nsu 5.1.1"); qmail has it at the end ("(#5.1.1)").
_status = re.compile(rf"\s*(?:\w+ )?{_STATUS}")
_status_at_end = re.compile(rf"\({_STATUS}[^()]*\)\s*$")
_status_of_line = re.compile(rf"^\s*{_STATUS}", re.MULTILINE)
_all_quoted = re.compile(r'\s*"([^"]*)"\s*')
_input = re.compile(
    r"""<[^<>]*>                          # <ana@example.org>, <localhost[127.0.0.1]>
      | \[[^\[\]]*\]                      # [127.0.0.1]
      | "[^"]*"(?:@\S*)?                  # "quoted input", "local part"@example.org
      | (?<!\w)'[^']*'(?!\w)              # 'quoted input', and not what stands between two apostrophes
      | `[^`']*[`']
      | \bhttps?://\S+
      | [^\s<>()"',;:]{1,320}@[^\s<>()"',;:]*   # ana@example.org
    """,
    re.VERBOSE,
)


def read_reply(text: str) -> tuple[str, str]:
    """The enhanced status without its first number, which repeats the reply code's, or ""; and the server's words.

    Each line of a reply repeats the status, and a sentence goes on in the next one. A reply that is quoted as a whole,
    as some of Exim's are, quotes nobody.
    """
    text = text[:MAX_TEXT]
    found = _status.match(text) or _status_at_end.search(text)
    words = _status_of_line.sub("", text)
    if quoted := _all_quoted.fullmatch(words):
        words = quoted[1]
    return (found[1] if found else ""), without_input(words, "")


def without_input(text: str, replacement: str = "…") -> str:
    """The server's own words: addresses, quoted input and web addresses are replaced."""
    return " ".join(_input.sub(f" {replacement} ", text).split())


def without_recipient(text: str, recipient: str, replacement: str = "…") -> str:
    """The same, also without what stands before the @ of the recipient's address: some servers repeat that alone."""
    words = without_input(text, replacement)
    local_part = recipient.rpartition("@")[0].strip('"')
    for name in (local_part, local_part.partition("+")[0]):
        if len(name) > 1:  # one letter is a word, or nothing that anybody could be found by
            words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", replacement, words, flags=re.IGNORECASE)
    return words
