using System.Text.Json.Nodes;

namespace NotebookHost.Tests;

public sealed class StalenessTests
{
    [Theory]
    [InlineData("loss 2.5013", "loss 2.5014")]                   // within 0.1 %
    [InlineData("residual 4.77E−07", "residual 5.96e-08")]       // both nothing but rounding
    [InlineData("w 0.374 0.626", "w 0.375 0.626")]               // the last digit rounded the other way
    [InlineData("a  3\n b", "a 3.0000 b")]                       // a rounded whole number, other padding
    public void Rounding_is_no_difference(string committed, string now) =>
        Assert.Null(Staleness.Difference(committed, now));

    [Theory]
    [InlineData("loss 2.50", "loss 2.75")]
    [InlineData("w 0.5", "w 0.55")]
    [InlineData("2048 parameters", "2049 parameters")]
    [InlineData("h 7", "h -7")]
    [InlineData("slippery", "clumsy")]
    [InlineData("one", "one two")]
    [InlineData("NaN", "1.0")]
    public void Another_number_or_word_is_a_difference(string committed, string now) =>
        Assert.NotNull(Staleness.Difference(committed, now));

    [Fact]
    public void Ten_percent_more_is_a_difference_for_any_number() => CsCheck.Check.Sample(CsCheck.Gen.Double[0.01, 1e5],
        x => Staleness.Difference(
            FormattableString.Invariant($"{x:G4}"),
            FormattableString.Invariant($"{x * 1.1:G4}")) is not null, iter: 2000);

    [Fact]
    public void The_cell_and_what_changed_are_named()
    {
        Notebook committed = WithText("1", "the weight is 0.25 of it"), now = WithText("1", "the weight is 0.35 of it");

        (int cell, string difference) = Assert.Single(Staleness.Find(committed, now));

        Assert.Equal(2, cell);
        Assert.Equal("committed 'the weight is 0.25 of it', now 'the weight is 0.35 of it'", difference);
    }

    [Fact]
    public void Missing_outputs_are_stale_and_volatile_cells_are_left_out()
    {
        Assert.Equal(
            "no committed outputs",
            Assert.Single(Staleness.Find(WithText("1", null), WithText("1", "2"))).Difference);
        Assert.Empty(Staleness.Find(WithText("volatile %%\n1", "12 ms"), WithText("volatile %%\n1", "90 ms")));
    }

    [Fact]
    public void Of_a_figure_the_summary_counts_and_of_HTML_what_is_seen()
    {
        JsonObject Figure(string x, string summary) => new()
        {
            ["image/svg+xml"] = $"<svg><text x='{x}'>a</text></svg>",
            ["text/html"] = $"<b data-x='{x}'></b>",
            ["text/plain"] = summary,
        };
        JsonObject Table(string color, string value) =>
            new() { ["text/html"] = $"<style>td {{ color: {color} }}</style><td style='color: {color}'>{value}</td>" };

        Assert.Empty(Staleness.Find(WithData(Figure("1", "max 3.5")), WithData(Figure("90", "max 3.5"))));
        Assert.NotEmpty(Staleness.Find(WithData(Figure("1", "max 3.5")), WithData(Figure("1", "max 3.9"))));
        Assert.Empty(Staleness.Find(WithData(Table("#123456", "3.5")), WithData(Table("#123457", "3.5"))));
        Assert.NotEmpty(Staleness.Find(WithData(Table("red", "3.5")), WithData(Table("red", "3.9"))));
    }

    [Fact]
    public void How_front_ends_write_the_same_is_no_difference()
    {
        JsonObject Text(string text) =>
            new() { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = new JsonArray(text) };
        JsonObject Shown(string type) =>
            new() { ["output_type"] = type, ["data"] = new JsonObject { ["text/plain"] = "5" } };
        JsonObject Chart(string json, bool html)
        {
            var data = new JsonObject { ["image/svg+xml"] = "<svg/>", ["text/plain"] = "max 3" };
            data["application/vnd.plotly.v1+json"] = JsonNode.Parse(json);
            if (html) data["text/html"] = "<div><svg/></div>";
            return new JsonObject { ["output_type"] = "display_data", ["data"] = data };
        }

        Assert.Empty(Staleness.Find(With("1", Text("a\nb\n")), With("1", Text("a\n"), Text("b\n"))));
        Assert.Empty(Staleness.Find(With("1", Shown("display_data")), With("1", Shown("execute_result"))));
        Notebook before = With("1", Chart("""{"x": [0.0]}""", html: true));
        Notebook now = With("1", Chart("""{"x": [0]}""", html: false));
        Assert.Empty(Staleness.Find(before, now));
    }

    private static Notebook WithText(string source, string? text) =>
        With(
            source,
            text is null
                ? null
                : new JsonObject { ["output_type"] = "stream", ["name"] = "stdout", ["text"] = new JsonArray(text) });

    private static Notebook WithData(JsonObject data) =>
        With("1", new JsonObject { ["output_type"] = "display_data", ["data"] = data });

    private static Notebook With(string source, params JsonObject?[] outputs)
    {
        Notebook notebook = Notebook.Parse(TemporaryNotebooks.Json("md %%\nText", source).ToJsonString());
        notebook.Cells[1].Outputs = [.. outputs.Where(o => o is not null)];
        return notebook;
    }
}
