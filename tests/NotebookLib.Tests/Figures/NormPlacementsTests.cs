using System.Xml.Linq;

namespace NotebookLib.Tests;

public class NormPlacementsTests
{
    [Fact]
    public void Only_in_post_norm_does_the_wire_run_through_the_norm()
    {
        Figure figure = Chart.NormPlacements("Three places");
        Assert.Equal("Normalization 'Three places', data flows down"
            + "; post: norm(x + part(x)), the wire runs through the norm"
            + "; pre: x + part(norm(x)), the wire runs past part and norm"
            + "; inside: x + norm(part(x)), the wire runs past part and norm", figure.Summary);
        string[] texts = [.. XDocument.Parse(figure.Svg).Descendants()
            .Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
        Assert.Equal(3, texts.Count(text => text == "norm"));
        Assert.Equal(3, texts.Count(text => text == "part"));
        Assert.Contains("x ← norm(x + part(x))", texts);
    }
}
