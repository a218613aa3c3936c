using System.Text.Json;

namespace NotebookLib.Tests;

/// <summary>A figure in the outputs of a lesson.</summary>
/// <param name="Lesson">The file of the lesson.</param>
/// <param name="Cell">The number of its cell, from 0.</param>
/// <param name="Svg">The drawing.</param>
/// <param name="Summary">The same in words.</param>
internal sealed record LessonFigure(string Lesson, int Cell, string Svg, string Summary)
{
    public static string[] Files { get; } =
        [.. Directory.GetFiles(Repository.File("notebooks"), "*.ipynb").Order(StringComparer.Ordinal)];

    public static IEnumerable<LessonFigure> Of(string lesson)
    {
        using JsonDocument notebook = JsonDocument.Parse(File.ReadAllText(Repository.File("notebooks", lesson)));
        foreach (var (i, cell) in notebook.RootElement.GetProperty("cells").EnumerateArray().Index())
            if (cell.TryGetProperty("outputs", out JsonElement outputs))
                foreach (JsonElement output in outputs.EnumerateArray())
                    if (output.TryGetProperty("data", out JsonElement data)
                        && data.TryGetProperty("image/svg+xml", out JsonElement svg))
                        yield return new(lesson, i, Text(svg), Text(data.GetProperty("text/plain")));
    }

    /// <summary>What stands above the drawing; empty where nothing does.</summary>
    public string Title => Summary.Split(" '", 2) is [_, var rest] && rest.Contains("': ", StringComparison.Ordinal)
        ? rest[..rest.IndexOf("': ", StringComparison.Ordinal)] : "";

    public override string ToString() => $"{Lesson}, cell {Cell}: {Summary[..Math.Min(Summary.Length, 60)]}";

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? string.Concat(value.EnumerateArray().Select(line => line.GetString())) : value.GetString()!;
}
