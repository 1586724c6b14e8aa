"""HTML becomes text: nothing active, nothing fetched, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.mail.markup import to_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("a  \n b&nbsp;c &amp; &lt;d&gt; &#1103;", "a b\xa0c & <d> я"),
        ("<b>bo</b>ld and <i>it</i>", "bold and it"),
        ("<ul><li>x<li>y</ul>", "- x\n- y"),
        ("<blockquote>q<br>r</blockquote>s", "> q\n> r\n\ns"),
        ("<pre>a  b\n c</pre>", "a  b\n c"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "a b\nc"),
        ("<SCRIPT>alert('</p>')</SCRIPT>x", "x"),
        ("<style>a{}</style >x<script>never closed", "x"),
        ("<!-- <p>hidden</p> -->x", "x"),
        ("x<!-- never closed", "x never closed"),
        ("<img src=http://t.example/p alt='a photo'>", "[a photo]"),
        ("<a href='https://e.example/p?q'>here</a>", "here <hxxps://e[.]example/p?q>"),
        ("<a href='http://e.example'>http://e.example</a>", "http://e.example"),
        ("<a href='mailto:a@b.c'>a@b.c</a>", "a@b.c"),
        ("<a href=' java\nscript:alert(1)'>x</a>", "x <javascript:…>"),
        ("a < b and c", "a < b and c"),
        ('<p title="a > b">x</p>', "x"),
        ("&#" + "9" * 5000 + ";x", "&#" + "9" * 5000 + ";x"),
    ],
)
def test_rendering(markup: str, text: str) -> None:
    assert to_text(markup) == text


@given(st.lists(st.sampled_from([*"<>/!-\"'= ab&;#x\n", "<a href=", "<script>", "-->", "<li>", "</pre>"])).map("".join))
def test_never_raises(markup: str) -> None:
    to_text(markup)
