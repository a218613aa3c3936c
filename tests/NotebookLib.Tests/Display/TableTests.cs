using System.Globalization;

namespace NotebookLib.Tests;

public class TableTests
{
    [Fact]
    public void Words_stand_to_the_left_numbers_to_the_right_in_the_digits_of_the_course()
    {
        var table = new Table(["width", "ln P", "text"], ["one", -17.88123, "a & b"], [2, 1 / 3f, "c"]);

        Assert.Equal("width    ln P  text\none    −17.88  a & b\n2      0.3333  c", table.ToString());
        Assert.Contains("<td style=\"text-align:right\">0.3333</td>", table.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("<td style=\"text-align:left\">a &amp; b</td>", table.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_the_same_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        try
        {
            Assert.Equal("a\n0.5", new Table(["a"], [0.5]).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_row_of_another_length_is_refused()
    {
        Assert.Contains("rows: expected 2 values, one for each column; got 1.",
            Assert.Throws<ArgumentException>(() => new Table(["a", "b"], [1])).Message, StringComparison.Ordinal);
        Assert.Contains("columns: expected at least one", Assert.Throws<ArgumentException>(() => new Table([])).Message,
            StringComparison.Ordinal);
    }
}
