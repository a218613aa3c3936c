using System.Text.Json.Nodes;

namespace NotebookHost;

/// <summary>In which language a notebook and its cells are written; what is not C# is named
/// and refused, never run as C#.</summary>
internal static class NotebookLanguage
{
    private static readonly HashSet<string> csharp = new(StringComparer.OrdinalIgnoreCase)
    {
        "c#", "csharp", "cs", ".net-csharp", "polyglot-notebook", "dotnet-interactive", "dotnet-interactive.csharp",
        ".net",
    };

    private static readonly Dictionary<string, string> names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["python"] = "Python",
        ["python3"] = "Python",
        ["ipython"] = "Python",
        ["fsharp"] = "F#",
        [".net-fsharp"] = "F#",
        ["pwsh"] = "PowerShell",
        ["powershell"] = "PowerShell",
        [".net-powershell"] = "PowerShell",
        ["javascript"] = "JavaScript",
        ["typescript"] = "TypeScript",
        ["html"] = "HTML",
        ["sql"] = "SQL",
        ["kql"] = "KQL",
        ["mermaid"] = "Mermaid",
        ["r"] = "R",
        ["ir"] = "R",
        ["julia"] = "Julia",
        ["markdown"] = "Markdown",
        ["http"] = "HTTP",
        ["value"] = "a value",
        ["rust"] = "Rust",
        ["java"] = "Java",
    };

    /// <summary>The notebook's language, where its metadata says that it is another than C#; else null.</summary>
    public static string? OtherThanCSharp(JsonObject? metadata)
    {
        string?[] said =
        [
            Said(metadata, "kernelspec", "language"),
            Said(metadata, "kernelspec", "name"),
            Said(metadata, "language_info", "name"),
            Said(metadata?["polyglot_notebook"] as JsonObject, "kernelInfo", "defaultKernelName"),
        ];
        // Kernels have names of their own; a notebook whose kernel has an unknown name and whose language is C#
        // is one of C#.
        bool byKernel = said[0] is not null && csharp.Contains(said[0]!);
        bool byLanguage = said[0] is null && said[1] is null && said[2] is not null && csharp.Contains(said[2]!);
        if (byKernel || byLanguage) return Other(said[3]);
        return said.Select(Other).FirstOrDefault(other => other is not null);
    }

    /// <summary>The cell's language, where its metadata says that it is another than C#; else null.</summary>
    public static string? OtherThanCSharp(Cell cell)
    {
        var metadata = cell.Json["metadata"] as JsonObject;
        string?[] said =
        [
            Said(metadata, "polyglot_notebook", "kernelName"),
            Said(metadata, "dotnet_interactive", "language"),
            Said(metadata, "vscode", "languageId"),
            Said(metadata, "language_info", "name"),
        ];
        return said.Select(Other).FirstOrDefault(other => other is not null);
    }

    private static string? Said(JsonObject? metadata, string key, string name)
    {
        JsonNode? node = (metadata?[key] as JsonObject)?[name];
        return node is JsonValue value && value.TryGetValue(out string? said) && said.Length > 0 ? said : null;
    }

    private static string? Other(string? said) =>
        said is null || csharp.Contains(said) ? null : names.GetValueOrDefault(said, said);
}
