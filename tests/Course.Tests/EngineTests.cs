using System.Text.Json.Nodes;
using NotebookHost;

namespace Course.Tests;

/// <summary>On .NET Interactive itself the lessons run, and show what they show in our host.</summary>
public class EngineTests
{
    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public async Task On_DotNet_Interactive_every_cell_runs_and_every_claim_holds(string name)
    {
        Notebook executed = await DotNetInteractive.RunAsync(name);

        Assert.Empty(Errors(executed));
        Assert.NotEmpty(Claim.Read(executed));
        Assert.Empty(Claim.Read(executed).Where(claim => claim.Outcome == ClaimOutcome.Refuted)
            .Select(claim => claim.Text));
    }

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public async Task On_DotNet_Interactive_the_outputs_are_the_committed_ones(string name)
    {
        Notebook committed = Lessons.Load(name), executed = await DotNetInteractive.RunAsync(name);

        Assert.Equal(Kinds(committed), Kinds(executed));
        Assert.Empty(Staleness.Find(committed, executed));
    }

    [Theory, MemberData(nameof(Lessons.All), MemberType = typeof(Lessons))]
    public async Task On_DotNet_Interactive_every_exercise_is_solved_by_its_solution(string name)
    {
        Notebook solved = Lessons.Load(name);
        Exercises.Solve(solved);

        Notebook executed = await DotNetInteractive.RunAsync(solved);

        Assert.Empty(Errors(executed));
        Assert.Empty(Claim.Read(executed).Where(claim => claim.Outcome != ClaimOutcome.Held)
            .Select(claim => claim.Text));
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
