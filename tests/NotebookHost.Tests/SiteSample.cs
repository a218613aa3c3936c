using System.Text.Json.Nodes;

namespace NotebookHost.Tests;

/// <summary>Notebooks for the tests of the site, and a folder to write it to.</summary>
internal sealed class SiteSample : IDisposable
{
    private readonly List<(string Path, Notebook Notebook)> notebooks = [];

    private readonly string folder = Directory.CreateTempSubdirectory("site").FullName;

    /// <param name="inside">
    /// The folder of the repository inside that of the sample; empty where nothing has to lie beside it.
    /// </param>
    public SiteSample(string inside = "")
    {
        Root = Path.Combine(folder, inside);
        Directory.CreateDirectory(Notebooks);
        File.WriteAllText(Path.Combine(Root, "NotebookLib.sln"), "");
    }

    public string Root { get; }

    public string Notebooks => Path.Combine(Root, "notebooks");

    public string Site => Path.Combine(Root, ".site");

    public SiteSample With(string name, params JsonObject[] cells)
    {
        var document = new JsonObject
        {
            ["cells"] = new JsonArray([.. cells]),
            ["metadata"] = new JsonObject(),
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
        };
        notebooks.Add((Path.Combine(Notebooks, name), Notebook.Parse(document.ToJsonString())));
        return this;
    }

    public SiteSample Without(string name)
    {
        notebooks.RemoveAll(n => Path.GetFileName(n.Path) == name);
        return this;
    }

    /// <summary>What the last writing told, each without the notebook's path.</summary>
    public IReadOnlyList<string> Problems { get; private set; } = [];

    public SiteSample Write(TimeSpan? pageLimit = null)
    {
        var problems = SiteWriter.Write(notebooks, Site, pageLimit ?? SiteWriter.PageLimit);
        Problems = [.. problems.Select(p => $"{Path.GetFileName(p.Notebook)}, {p.Text}")];
        return this;
    }

    public string Page(string name) => File.ReadAllText(Path.Combine(Site, name));

    /// <summary>Every file of the site by relative path.</summary>
    public SortedDictionary<string, byte[]> Files() => new(
        Directory.GetFiles(Site, "*", SearchOption.AllDirectories).ToDictionary(
            f => Path.GetRelativePath(Site, f).Replace('\\', '/'),
            File.ReadAllBytes),
        StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>The page of a single notebook with these cells.</summary>
    public static string PageOf(params JsonObject[] cells)
    {
        using var sample = new SiteSample();
        return sample.With("03-sample.ipynb", cells).Write().Page("03-sample.html");
    }

    public static JsonObject Text(string markdown) => new()
    {
        ["cell_type"] = "markdown",
        ["id"] = "t",
        ["metadata"] = new JsonObject(),
        ["source"] = Cell.Lines(markdown),
    };

    public static JsonObject Code(string source, params JsonObject[] outputs) => new()
    {
        ["cell_type"] = "code",
        ["execution_count"] = null,
        ["id"] = "c",
        ["metadata"] = new JsonObject(),
        ["outputs"] = new JsonArray([.. outputs]),
        ["source"] = Cell.Lines(source),
    };

    public static JsonObject Tagged(string tag, string source, params JsonObject[] outputs)
    {
        JsonObject cell = Code(source, outputs);
        cell["metadata"] = new JsonObject { ["tags"] = new JsonArray(tag) };
        return cell;
    }

    public static JsonObject Printed(string text, string stream = "stdout") =>
        new() { ["output_type"] = "stream", ["name"] = stream, ["text"] = Cell.Lines(text) };

    public static JsonObject Shown(params (string Mime, string Content)[] data) => new()
    {
        ["output_type"] = "display_data",
        ["metadata"] = new JsonObject(),
        ["data"] = new JsonObject(data.Select(d => KeyValuePair.Create(d.Mime, (JsonNode?)Cell.Lines(d.Content)))),
    };

    public static JsonObject Thrown(string name, string message, params string[] trace) => new()
    {
        ["output_type"] = "error",
        ["ename"] = name,
        ["evalue"] = message,
        ["traceback"] = new JsonArray([.. trace.Select(t => (JsonNode)t)]),
    };
}
