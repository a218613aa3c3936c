namespace NotebookLib.Tests.Lessons;

public class ClaimTests
{
    [Fact]
    public void What_stands_in_backticks_shows_as_code_and_markup_as_text()
    {
        string html = new Claim('✓', "`it` looks at <glass> & `robot`").ToHtml();

        Assert.Contains("<code>it</code> looks at &lt;glass&gt; &amp; <code>robot</code>", html,
            StringComparison.Ordinal);
        Assert.DoesNotContain('`', html);
    }

    [Fact]
    public void A_claim_that_does_not_hold_stands_out_by_weight_and_bar_as_well_as_by_colour()
    {
        Assert.Contains("font-weight:700", new Claim('✗', "a").ToHtml(), StringComparison.Ordinal);
        Assert.Contains("border-left", new Claim('✗', "a").ToHtml(), StringComparison.Ordinal);
        Assert.DoesNotContain("border-left", new Claim('✓', "a").ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void As_text_it_is_one_line() =>
        Assert.Equal("○ exercise 1: not attempted yet", new Claim('○', "exercise 1: not attempted yet").ToString());

    [Fact]
    public void A_summary_writes_powers_as_claims_do() =>
        Assert.Equal("a: 5e−6, 2e+7, E-5, 3e-x",
            new Summary(("a", $"{5e-6:0E0}, {2e7:0.#e+00}, E-5, 3e-x")).ToString());
}
