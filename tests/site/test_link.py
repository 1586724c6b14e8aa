"""`waystation link`: what is read, refused, written; nothing of anybody in what it says."""

import csv
import json
import os
from pathlib import Path

import pytest

from tests.linkage.people import people
from waystation.linkage import reading
from waystation.site.command import link

SOME = "id,name,born\n1,Хамзат Исаев,1990-05-01\n2,Khamzat Isayev,1990-05-01\n3,Муса Чимаев,1970\n"


def run(folder: Path, text: str | bytes, *arguments: str) -> tuple[int, dict[str, str]]:
    """Its code, and the cluster of each record."""
    file, out = folder / "in.csv", folder / "out.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    code = link.main([str(file), "--out", str(out), *arguments])
    if not out.exists():
        return code, {}
    with out.open(encoding="utf-8") as table:
        return code, {row["record"]: row["cluster"] for row in csv.DictReader(table)}


def test_clusters_are_written_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = people(120)
    text = "\n".join([";".join(rows[0]), *(";".join(row.values()) for row in rows)])
    code, found = run(tmp_path, b"\xef\xbb\xbf" + text.encode(), "--json", "--pairs", str(tmp_path / "pairs.csv"))
    assert code == 0
    told = json.loads(capsys.readouterr().out)
    assert told["records"] == len(rows) == len(found)
    assert told["clusters"] == len({*found.values()}) < len(rows)
    assert told["columns"]["full name"] == "name"
    with (tmp_path / "pairs.csv").open(encoding="utf-8") as table:
        pairs = list(csv.DictReader(table))
    assert float(pairs[0]["probability"]) > 0.9
    assert {pairs[0]["record"], pairs[0]["other"]} <= {*found}
    assert [each for each in os.listdir(tmp_path) if each.startswith(".")] == []
    assert (tmp_path / "out.csv").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("between", ["\t", "|"])
def test_whatever_stands_between_fields(between: str, tmp_path: Path) -> None:
    assert run(tmp_path, SOME.replace(",", between))[0] == 0


def test_fields_with_line_breaks_and_no_records_at_all(tmp_path: Path) -> None:
    assert run(tmp_path, 'id,name\r\n1,"Иса\nИсаев"\r\n\r\n')[1] == {"1": "1"}
    assert run(tmp_path, "id,name\n")[1] == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names of the columns"),
        ("id,name,name\n1,a,b\n", "stands more than once"),
        ("id,name\n1,Иса,3\n", "line 2 has 3 fields"),
        (
            ",".join(["name", *(f"c{number}" for number in range(500))]) + "\n",
            "there are 501 columns, and 500 is the most",
        ),
        ("id,name\n1,И\0са\n", "no text"),
        ("a,b\n1,2\n", "--map a=name"),
        ("id,name\n1,Иса\n1,Муса\n", "same id"),
        (b"id,name\n1,\xc8\xf1\xe0\n", "UTF-8"),
        ("id,name\n1,Иса\n".encode("utf-16"), "UTF-8"),
        ("id,name\n1," + "и" * 300_000, "longer than"),
        ('id,name\n1,"' + "и\n" * 150_000, "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_said_plainly(
    text: str | bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path, text) == (2, {})
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
    assert "Иса" not in told
    assert "Муса" not in told


def test_names_of_one_letter_name_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "id,name,phone\n" + "".join(f"{number},И,+79280000001\n" for number in range(30))
    assert {*run(tmp_path, text)[1].values()} == {str(number) for number in range(30)}
    assert "30 records name nobody" in capsys.readouterr().out


def test_who_is_called_unknown_is_nobody_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two unnamed victims of one place and day are two, unless somebody asks for it."""
    called = ["неизвестный мужчина", "unknown", "Неизвестный № 2", "N.N.", "нет данных"]
    text = "id,name,village,event date\n" + "".join(
        f"{number},{called[number % 5]},Аргун,2017-02-14\n" for number in range(40)
    )
    assert {*run(tmp_path, text)[1].values()} == {str(number) for number in range(40)}
    assert "40 records name nobody" in capsys.readouterr().out


def test_many_of_one_name_are_counted_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """20,000 here, a million in docs/linkage.md: nobody is brought together, and it is said."""
    text = "name\n" + "Магомед\n" * 20_000
    assert len({*run(tmp_path, text)[1].values()}) == 20_000
    assert "groups of up to 20,000 records that share no more than" in capsys.readouterr().out


def test_whoever_moves_the_bound_of_a_cell_for_the_whole_process(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = csv.field_size_limit(10**9)
    try:
        assert run(tmp_path, 'id,name\n1,"' + "и\n" * 150_000) == (2, {})
    finally:
        csv.field_size_limit(before)
    assert "is not closed" in capsys.readouterr().err


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.write(b"id,name\n")
        file.truncate(10 * 1024**3)  # of holes: no disk is filled
    assert link.main([str(large), "--out", str(tmp_path / "out.csv")]) == 2
    assert "10,240 MB, and 1,024 is the most" in capsys.readouterr().err


def test_too_many_records_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_RECORDS", 2)
    assert run(tmp_path, SOME) == (2, {})
    assert "link a region or a year at a time" in capsys.readouterr().err


def test_what_is_written_never_overwrites_what_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "in.csv"
    file.write_text(SOME, encoding="utf-8")
    for out in (str(file), str(tmp_path), str(tmp_path / "nowhere" / "out.csv")):
        assert link.main([str(file), "--out", out]) == 2
    same = str(tmp_path / "out.csv")
    assert link.main([str(file), "--out", same, "--pairs", same]) == 2
    assert file.read_text(encoding="utf-8") == SOME
    assert link.main([str(tmp_path / "none.csv"), "--out", same]) == 2
    assert "none.csv is no file" in capsys.readouterr().err


def test_decisions_come_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    decisions = tmp_path / "decisions.csv"
    decisions.write_text("record,other,said\n1,3,same\n1,2,different\n", encoding="utf-8")
    assert run(tmp_path, SOME, "--decisions", str(decisions)) == (0, {"1": "1", "2": "2", "3": "1"})
    decisions.write_text("record,other,said\n1,3,perhaps\n", encoding="utf-8")
    assert run(tmp_path, SOME, "--decisions", str(decisions))[0] == 2
    assert "neither same nor different" in capsys.readouterr().err


def test_a_column_is_told(tmp_path: Path) -> None:
    assert run(tmp_path, "a,b\n1,Иса\n", "--map", "b=name", "--map", "a=id")[1] == {"1": "1"}


@pytest.mark.parametrize("arguments", [["--threshold", "1"], ["--threshold", "x"], ["--map", "name"], []])
def test_options_that_make_no_sense(arguments: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        link.main([str(tmp_path / "in.csv"), *(["--out", "x.csv"] if arguments else []), *arguments])
    assert ended.value.code == 2
    assert "Traceback" not in capsys.readouterr().err


def test_an_id_that_a_spreadsheet_would_obey_is_written_as_text_and_decided_on_as_such(tmp_path: Path) -> None:
    text = "id,name,born\n=1+1,Хамзат Исаев,1990-05-01\n2,Khamzat Isayev,1990-05-01\n"
    assert run(tmp_path, text)[1].keys() == {"'=1+1", "2"}
    (tmp_path / "decisions.csv").write_text("one,other,said\n'=1+1,2,different\n")
    _, apart = run(tmp_path, text, "--decisions", str(tmp_path / "decisions.csv"))
    assert len({*apart.values()}) == 2
