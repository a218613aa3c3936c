using System.Text.Json.Nodes;
using NotebookHost;

namespace Course.Tests;

/// <summary>On .NET Interactive itself the lessons run, and show what they show in our host.</summary>
public class EngineTests
{
    [Theory, MemberData(nameof(Lessons.Part), MemberType = typeof(Lessons))]
    public async Task On_DotNet_Interactive_claims_hold_outputs_are_the_committed_ones_and_solutions_are_right(
        string name)
    {
        Notebook committed = Lessons.Load(name);
        var beside = new SolvedBeside(committed);

        Notebook executed = await DotNetInteractive.RunAsync(beside.Notebook);

        Assert.Empty(Errors(executed));
        Notebook plain = beside.Plain(executed);
        Assert.NotEmpty(Claim.Read(plain));
        Assert.Empty(Claim.Read(plain).Where(claim => claim.Outcome == ClaimOutcome.Refuted)
            .Select(claim => claim.Text));
        Assert.Equal(Kinds(committed), Kinds(plain));
        Assert.Empty(Staleness.Find(committed, plain));
        Assert.True(beside.Checked(executed).Count >= beside.Count);
        Assert.All(beside.Checked(executed), claim => Assert.Equal(ClaimOutcome.Held, claim.Outcome));
    }

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public async Task The_engines_own_reader_and_writer_keep_the_content(string name)
    {
        Notebook lesson = Lessons.Load(name);
        WithoutJson(lesson);
        Notebook rewritten = await DotNetInteractive.RewriteAsync(lesson);

        Assert.Equal(lesson.Cells.Select(Content), rewritten.Cells.Select(Content));
    }

    /// <summary>
    /// Removes the forms of outputs that are JSON, such as a chart's: the engine's writer, made for export, fails on
    /// any; VS Code saves notebooks with its own.
    /// </summary>
    private static void WithoutJson(Notebook notebook)
    {
        foreach (JsonObject data in notebook.Cells
            .SelectMany(cell => cell.Outputs)
            .Select(output => output!["data"])
            .OfType<JsonObject>())
            foreach (string type in data.Where(form => form.Value is JsonObject).Select(form => form.Key).ToArray())
                data.Remove(type);
    }

    /// <summary>
    /// What a cell holds, without the spelling of it: a text may stand as one string or as a list of lines.
    /// </summary>
    private static string Content(Cell cell)
    {
        JsonObject json = cell.Json.DeepClone().AsObject();
        json["metadata"] = new JsonObject { ["tags"] = json["metadata"]?["tags"]?.DeepClone() };
        return Joined(json).ToJsonString();
    }

    private static JsonNode Joined(JsonNode node) => node switch
    {
        JsonArray lines when lines.Count > 0 && lines.All(line => line is JsonValue) =>
            JsonValue.Create(Cell.Text(lines)),
        JsonArray items => new JsonArray([.. items.Select(item => Joined(item!))]),
        JsonObject o =>
            new JsonObject(o.Where(p => p.Value is not null).OrderBy(p => p.Key, StringComparer.Ordinal)
                .Select(p => KeyValuePair.Create(p.Key, (JsonNode?)Joined(p.Value!)))),
        _ => node.DeepClone(),
    };

    /// <summary>Each output of each cell by its kind: a stream by its name, a display by its MIME types.</summary>
    private static IEnumerable<string> Kinds(Notebook notebook) => notebook.Cells.Select((cell, i) =>
        $"{i + 1}: "
            + string.Join("; ",
                cell.Outputs
                    .Select(output => (string?)output!["name"]
                        ?? string.Join(" ",
                            output["data"]!.AsObject().Select(d => d.Key).Order(StringComparer.Ordinal)))));

    private static IEnumerable<string?> Errors(Notebook notebook) =>
        notebook.Cells
            .SelectMany(cell => cell.Outputs)
            .Where(output => (string?)output!["output_type"] == "error")
            .Select(output => (string?)output!["evalue"]);
}
