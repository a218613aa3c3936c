using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DotNetInteractive;

// run FILE EXECUTED: runs a notebook in the current folder, every cell, also after one that failed, as Run All of VS
// Code does. rewrite FILE WRITTEN: reads a notebook and writes it, as the engine's own reader and writer do.
// as the committed outputs were made
CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
var readable =
    new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
switch (args)
{
    case ["run", string file, string executed]:
        JsonNode notebook = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        using (var session = new Session())
            foreach (JsonNode? cell in notebook["cells"]!.AsArray())
                if ((string?)cell!["cell_type"] == "code")
                    cell["outputs"] =
                        await session.RunAsync(string.Concat(cell["source"]!.AsArray().Select(line => (string?)line)));
        await File.WriteAllTextAsync(executed, notebook.ToJsonString(readable));
        return 0;
    case ["rewrite", string file, string written]:
        await File.WriteAllTextAsync(written, Documents.Rewritten(await File.ReadAllTextAsync(file)));
        return 0;
    default:
        await Console.Error.WriteLineAsync("expected: run FILE EXECUTED, or rewrite FILE WRITTEN");
        return 2;
}
