"""The words of a report, in each of its languages.

Must not know: what is reported, Markdown.
"""

from dataclasses import dataclass, field

_TITLES = {
    "claims": "Claims",
    "accepted": "Things in the accepted view",
    "answers": "Answers",
    "documents": "Documents and passages",
    "reference": "Reference data",
    "terms": "Terms of the ontology",
    "mappings": "Mappings",
    "shapes": "Shapes",
    "rules": "Rules",
    "questions": "Stored questions",
    "derived": "Derived quads",
    "quads": "Quads in all",
}
_TITLES_JA = {
    "claims": "主張",
    "accepted": "採用された見方に含まれるもの",
    "answers": "答え",
    "documents": "文書と箇所",
    "reference": "参照データ",
    "terms": "オントロジーの用語",
    "mappings": "対応づけ",
    "shapes": "シェイプ",
    "rules": "規則",
    "questions": "登録済みの問い",
    "derived": "導出されたクワッド",
    "quads": "クワッド全体",
}
_KINDS = {"added": "added", "removed": "removed", "changed": "changed", "renamed": "renamed"}
_KINDS_JA = {"added": "追加", "removed": "削除", "changed": "変更", "renamed": "改名"}


@dataclass(frozen=True)
class Words:
    """What a report says of its own, in one language."""

    heading: str = "Changes from {} to {}"
    now: str = "the files as they stand"
    nothing: str = "Nothing changed."
    unseen: str = "Not compared, because one side has none: {}."
    more: str = "… and {} more, which `--json` lists"
    told: str = ", as told by "
    rows: str = "{} rows before, {} after"
    graphs: str = "{} graphs"
    appeared: str = "{} appeared"
    went: str = "{} went"
    rests: str = "from {}"
    differs: str = "{} changed"
    titles: dict[str, str] = field(default_factory=lambda: _TITLES)
    kinds: dict[str, str] = field(default_factory=lambda: _KINDS)


_JAPANESE = Words(
    heading="{} から {} への変更",
    now="現在のファイル",
    nothing="変更はありません。",
    unseen="片方にないため比較していないもの: {}。",
    more="… 他 {} 件（`--json` に全件）",
    told=" ← ",
    rows="変更前 {} 行、変更後 {} 行",
    graphs="{} 個のグラフ",
    appeared="{} 件出現",
    went="{} 件消失",
    rests="根拠: {}",
    differs="{} を変更",
    titles=_TITLES_JA,
    kinds=_KINDS_JA,
)


def words(lang: str) -> Words:
    """Return the words in *lang*, else in English."""
    return _JAPANESE if lang == "ja" else Words()
