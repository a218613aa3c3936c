using System.Globalization;

namespace NotebookLib.Tests;

public class SummaryTests
{
    [Fact]
    public void Numbers_are_written_the_same_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            Assert.Equal("half: 0.50", new Summary(("half", $"{0.5:F2}")).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void What_was_seen_is_escaped_in_the_table()
    {
        string html = new Summary(("a < b", $"{1} & {2}")).ToHtml();

        Assert.Contains("<td style=\"text-align:left\">a &lt; b</td><td style=\"text-align:left\">1 &amp; 2</td>", html,
            StringComparison.Ordinal);
    }
}
