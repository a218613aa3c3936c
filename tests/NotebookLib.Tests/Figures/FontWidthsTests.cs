using System.Text;

namespace NotebookLib.Tests;

/// <summary>What the library takes for the width of a text is never less than what a font makes of it.</summary>
public class FontWidthsTests
{
    [Fact]
    public void No_letter_of_any_font_is_wider_than_the_library_takes_it_for() =>
        Assert.All(FontFaces.Known(), known => Assert.True(
            FontWidths.Of(known.Letter, known.Bold) >= known.Width,
            $"{known.Letter} in {known.Font}{(known.Bold ? ", bold" : "")}"));

    [Fact]
    public void Of_the_letters_of_lessons_it_takes_none_for_much_wider_than_the_widest_font()
    {
        const string letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .,:;()'%−·→²√αβη…";
        foreach (bool bold in new[] { false, true })
            Assert.All(letters.EnumerateRunes(), letter => Assert.InRange(
                FontWidths.Of(letter, bold) - FontFaces.Width(letter.ToString(), 1, bold), 0, 0.0101));
    }

    [Fact]
    public void Letters_that_no_table_has_are_as_wide_as_fonts_draw_them()
    {
        Assert.Equal(1.05, FontWidths.Of(new Rune('漢')));
        Assert.Equal(1.4, FontWidths.Of(new Rune(0x1F916))); // a robot
        Assert.Equal(0, FontWidths.Of(new Rune(0x0301))); // an accent above the letter before it
    }

    [Theory, InlineData("two words"), InlineData("m"), InlineData("漢字"), InlineData("a b c d "), InlineData("")]
    public void Wrapping_loses_no_character_and_keeps_to_the_width(string piece)
    {
        foreach (int times in new[] { 1, 7, 200 })
            foreach (bool bold in new[] { false, true })
            {
                string text = string.Concat(Enumerable.Repeat(piece, times));
                string[] lines = Label.Wrap(text, 120, 13, bold);

                Assert.Equal(text.Replace(" ", ""), string.Concat(lines).Replace(" ", ""));
                Assert.All(lines, line => Assert.InRange(FontFaces.Width(line, 13, bold), 1, 120));
            }
    }

    [Fact]
    public void A_word_is_broken_only_where_a_line_cannot_hold_it() =>
        Assert.Equal(["nn nn", "nnnnnnnnnn", "nnnn n"], // an n is 6.4 wide, a space 3.2
            Label.Wrap("nn nn  nnnnnnnnnnnnnn n", 64.1, 10));
}
