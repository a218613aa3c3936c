"""Writes font_widths.json, how far each letter of four sans-serif fonts advances, and the library's table of the widest of them.

Run: /usr/bin/python3 make_font_widths.py (Debian's python3-fonttools, fonts-dejavu-core, fonts-liberation, fonts-noto-core and
fonts-roboto-unhinted; another folder that holds the font files may be given). A browser has these fonts, or narrower ones: DejaVu
Sans is as wide as Verdana, Liberation Sans as Arial and Helvetica.
"""
import glob
import json
import os
import sys

from fontTools.ttLib import TTFont

HERE = os.path.dirname(os.path.abspath(__file__))
TABLE = os.path.join(HERE, "../../../lib/NotebookLib/Figures/Drawing/FontWidths.Table.cs")
FONTS = {  # name in CSS: files of its plain and its bold face
    "DejaVu Sans": ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    "Liberation Sans": ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
    "Noto Sans": ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    "Roboto": ("Roboto-Regular.ttf", "Roboto-Bold.ttf"),
}
BLOCKS = {  # first and last code point
    "Latin": (0x20, 0x7E),
    "LatinOfEurope": (0xA0, 0x17F),
    "Greek": (0x391, 0x3C9),
    "Cyrillic": (0x410, 0x451),
    "Punctuation": (0x2010, 0x2027),
    "Primes": (0x2030, 0x2044),
    "Scripts": (0x2070, 0x208E),
    "Arrows": (0x2190, 0x21FF),
    "Mathematics": (0x2200, 0x226F),
    "Shapes": (0x2500, 0x25FF),
    "LettersAbove": (0x1D2C, 0x1D5B),
    "Controls": (0x23CE, 0x23CE),
    "OpenBoxes": (0x2423, 0x2423),
    "Ticks": (0x2713, 0x2717),
}


def advances(path):
    font = TTFont(path)
    unit = font["head"].unitsPerEm
    return {code: font["hmtx"][glyph][0] / unit for code, glyph in font.getBestCmap().items()}


def main(folders):
    faces = {}
    for name, files in FONTS.items():
        for weight, file in zip(("plain", "bold"), files):
            path = next(p for folder in folders for p in glob.glob(os.path.join(folder, "**", file), recursive=True))
            faces[name, weight] = advances(path)
    reference = {name: {} for name in FONTS}
    for (name, weight), widths in faces.items():  # in ten-thousandths of the font size, null where it has no such letter
        reference[name][weight] = {
            str(first): [round(1e4 * widths[code]) if code in widths else None for code in range(first, last + 1)]
            for first, last in BLOCKS.values()}
    with open(os.path.join(HERE, "font_widths.json"), "w", encoding="utf-8", newline="\n") as file:
        json.dump(reference, file, separators=(",", ":"))
        file.write("\n")
    write_table(faces)


def write_table(faces):
    lines = ["namespace NotebookLib;", "",
             "// Written by tests/NotebookLib.Tests/References/make_font_widths.py; 0 where no font has the letter.",
             "internal static partial class FontWidths", "{"]
    for name, (first, last) in BLOCKS.items():
        for weight, suffix in (("plain", ""), ("bold", "Bold")):
            widths = [max((widest(face, code) for (_, w), face in faces.items() if w == weight), default=0)
                      for code in range(first, last + 1)]
            lines += [f"    private static ReadOnlySpan<byte> {name}{suffix} =>", "    ["]
            row = "       "
            for width in widths:
                if len(row) + len(f" {width},") > 120:
                    lines.append(row)
                    row = "       "
                row += f" {width},"
            lines += [row, "    ];", ""]
    lines += ["    /// <summary>The letters from a code point on, in hundredths of the font size.</summary>",
              "    private static ReadOnlySpan<byte> Block(int code, bool bold, out int first)", "    {",
              "        switch (code)", "        {"]
    for name, (first, last) in BLOCKS.items():
        case = f"0x{first:X}" if first == last else f">= 0x{first:X} and <= 0x{last:X}"
        lines += [f"            case {case}:", f"                first = 0x{first:X};",
                  f"                return bold ? {name}Bold : {name};"]
    lines += ["            default:", "                first = code;", "                return [];", "        }", "    }", "}"]
    with open(TABLE, "w", encoding="utf-8", newline="\n") as file:
        file.write("\n".join(lines) + "\n")


def widest(face, code):
    """In hundredths, rounded up."""
    return -int(-100 * face[code] // 1) if code in face else 0


if __name__ == "__main__":
    main(sys.argv[1:] or ["/usr/share/fonts"])
