using XPlot.Plotly;

namespace NotebookLib;

/// <summary>Lays out a row of tokens with two notes below each, and how the last one finds what comes next.</summary>
internal sealed class InductionNotesDrawing(string title, string[] words, int found)
{
    /// <summary>So many tokens have room side by side.</summary>
    public const int Most = 12;

    private const double Left = 92, Height = 28, Self = 48, Before = 86;
    private readonly Drawing drawing = new();
    private readonly double column = (Drawing.MaxWidth - Left) / (words.Length + 1);

    public Figure Figure()
    {
        double top = Frame.Title(drawing, title, Drawing.MaxWidth) + 34;
        drawing.Text(0, top + 19, "token", opacity: 0.78);
        drawing.Text(0, top + Self + 19, "note: I am", opacity: 0.78);
        drawing.Text(0, top + Before + 19, "before me", opacity: 0.78);
        for (int i = 0; i < words.Length; i++)
        {
            bool asks = i == words.Length - 1, gives = i == found;
            Box(i, top, words[i], gives ? 1 : null);
            Box(i, top + Self, words[i], asks ? 0 : null);
            Box(i, top + Before, i == 0 ? "·" : words[i - 1], gives ? 0 : null);
        }
        double last = Middle(words.Length - 1), place = Middle(found), bottom = top + Before + Height;
        // the question goes down from the last token's own note and up to the note that says the same
        double right = last + column / 2 + 8;
        drawing.Path($"M{Drawing.N(last + column / 2 - 2.5)} {Drawing.N(top + Self + 14)}H{Drawing.N(right)}"
            + $"V{Drawing.N(bottom + 20)}H{Drawing.N(place)}V{Drawing.N(bottom + 3)}"
            + "m-4 7l4 -7l4 7", Palette.Color(0), 2);
        string asked = $"who has {Label.Fit(Shown(words[^1]), Drawing.MaxWidth / 2, Drawing.FontSize)} before it?";
        double half = Label.Width(asked, Drawing.FontSize) / 2;
        double middle = Math.Clamp((right + place) / 2, half, Drawing.MaxWidth - half);
        drawing.Text(middle, bottom + 36, asked, "middle");
        drawing.Path($"M{Drawing.N(place)} {Drawing.N(top)}V{Drawing.N(top - 16)}H{Drawing.N(Middle(words.Length))}"
            + $"V{Drawing.N(top - 3)}m-4 -7l4 7l4 -7", Palette.Color(1), 2);
        Box(words.Length, top, words[found], 1);
        drawing.Text(Middle(words.Length), top + Height + 15, "next", "middle", 12, opacity: 0.78);
        string summary = (title.Length == 0 ? "Induction" : $"Induction '{Label.Clean(title)}'")
            + $": {string.Join(' ', words.Select(Shown))}; the last, {Shown(words[^1])}, asks who has it before; "
            + $"that is {Shown(words[found])} at place {found}, which is said next";
        return new Figure(title, drawing.Finish(Drawing.MaxWidth, bottom + 44, summary), summary, summary,
            Interactive);
    }

    private static string Shown(string word) => Label.Token(word);

    private double Middle(int place) => Left + (place + 0.5) * column;

    private void Box(int place, double top, string word, int? hue)
    {
        double wide = column - 5;
        string text = Label.Fit(Shown(word), wide - 4, Drawing.FontSize);
        drawing.Rectangle(Middle(place) - wide / 2, top, wide, Height, hue is int h ? Palette.Color(h) : "currentColor",
            hue is null ? 0.06 : 0.28, 4, Shown(word), hue is int rim ? Palette.Color(rim) : null);
        drawing.Text(Middle(place), top + 19, text, "middle", bold: hue is not null);
    }

    private InteractiveChart Interactive()
    {
        string[][] rows = [words, words, ["·", .. words[..^1]]];
        var z = rows.Select((_, r) => words.Select((_, i) =>
            (r == 0 && i == found) || (r == 1 && i == words.Length - 1) || (r == 2 && i == found) ? 1.0 : 0).ToArray());
        var map = new Heatmap { z = z.ToArray(), text = rows, hoverinfo = "text", showscale = false };
        return InteractiveChart.Of([map], title, new Xaxis { title = "place" },
            InteractiveChart.WordsDown("", ["token", "I am", "before me"]));
    }
}
