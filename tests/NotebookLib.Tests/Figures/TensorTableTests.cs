using System.Xml.Linq;
using Microsoft.DotNet.Interactive.Formatting;

namespace NotebookLib.Tests;

public class TensorTableTests
{
    [Fact]
    public void The_shape_the_names_and_the_values_are_there()
    {
        XElement html = XElement.Parse(
            new Tensor([1, -2.5f, 0, 4], 2, 2).Table(["<a>", "b"], ["x", "y & z"], "T").ToHtml(),
            LoadOptions.PreserveWhitespace);
        Assert.Equal("T (2, 2)", html.Element("figcaption")!.Value);
        Assert.Equal(
            ["x", "y & z", "<a>", "b"],
            html.Descendants("th").Where(e => e.Attribute("scope") is not null).Select(e => e.Value));
        Assert.Equal(["1.0", "−2.5", "0.0", "4.0"], html.Descendants("td").Select(e => e.Value));
    }

    [Fact]
    public void Cells_are_shaded_by_size_and_sign()
    {
        XElement[] cells =
            [.. XElement.Parse(new Tensor([-4, 0, 2, 4, float.NegativeInfinity], 1, 5).ToHtml()).Descendants("td")];
        Assert.Contains("rgba(55,130,205,0.56)", cells[0].Attribute("style")!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("background", cells[1].Attribute("style")!.Value, StringComparison.Ordinal);
        Assert.Contains("rgba(224,112,32,0.31)", cells[2].Attribute("style")!.Value, StringComparison.Ordinal);
        Assert.Contains("rgba(224,112,32,0.56)", cells[3].Attribute("style")!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("background", cells[4].Attribute("style")!.Value, StringComparison.Ordinal);
        Assert.Equal("−∞", cells[4].Value);
    }

    [Fact]
    public void A_long_table_is_elided_and_says_so()
    {
        XElement html = XElement.Parse(Tensor.Arange(64 * 64).Reshape(64, 64).ToHtml());
        Assert.Equal("(64, 64): showing rows 0–7 and 60–63, columns 0–5 and 61–63", html.Element("figcaption")!.Value);
        Assert.Equal(13, html.Descendants("tbody").Single().Elements("tr").Count());
        Assert.Equal("4095", html.Descendants("td").Last().Value);
        Assert.DoesNotContain("showing", Tensor.Zeros(16, 12).ToHtml(), StringComparison.Ordinal);
        Assert.Contains(
            "(17, 12): showing rows 0–7 and 13–16<",
            Tensor.Zeros(17, 12).ToHtml(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_stack_shows_each_matrix_under_its_indices()
    {
        XElement html = XElement.Parse(Tensor.Arange(12).Reshape(2, 3, 1, 2).ToHtml());
        Assert.Equal(
            ["[0, 0]", "[0, 1]", "[0, 2]", "[1, 0]", "[1, 1]", "[1, 2]"],
            html.Descendants("div").Where(d => !d.HasElements).Select(d => d.Value));
        Assert.Contains("the first 12 of 13 matrices", Tensor.Zeros(13, 2, 3).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Scalars_vectors_and_empty_tensors_have_their_form()
    {
        Assert.Equal("<span><code>3.5</code></span>", ((Tensor)3.5f).ToHtml());
        Assert.Single(XElement.Parse(Tensor.Arange(5).ToHtml()).Descendants("tbody").Single().Elements("tr"));
        Assert.Contains("(0, 3), no values", Tensor.Zeros(0, 3).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("(0,), no values", Tensor.Zeros(0).ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_must_fit()
    {
        var error = Assert.Throws<ArgumentException>(() => Tensor.Zeros(2, 3).Table(rows: ["a"]));
        Assert.Contains("rows: expected 2 names; got 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Interactive_formatting_finds_each_type_by_convention()
    {
        Tensor t = Tensor.Arange(6).Reshape(2, 3);
        Figure figure = Chart.Heatmap(t);
        Assert.Equal(t.ToHtml(), t.ToDisplayString("text/html"));
        Assert.Equal(t.ToString(), t.ToDisplayString("text/plain"));
        Assert.Equal(figure.ToHtml(), figure.ToDisplayString("text/html"));
        Assert.Equal(figure.Svg, figure.ToDisplayString("image/svg+xml"));
        Assert.Equal(figure.Summary, figure.ToDisplayString("text/plain"));
        Assert.Equal(t.Table(title: "a").ToHtml(), t.Table(title: "a").ToDisplayString("text/html"));
        Assert.Equal("(2, 3)", t.Shape.ToDisplayString("text/plain"));
        Assert.Equal(["image/svg+xml", "text/plain"], Formatter.GetPreferredMimeTypesFor(typeof(Figure)));
        Assert.Equal("text/plain", Formatter.GetPreferredMimeTypesFor(typeof(Shape)).First());
    }
}
