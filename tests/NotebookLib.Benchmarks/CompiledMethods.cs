namespace NotebookLib.Benchmarks;

/// <summary>The methods that were compiled just in time, as DOTNET_JitDisasmSummary=1 lists them.</summary>
internal static class CompiledMethods
{
    private const string Said = "JIT compiled ", Shared = "System.__Canon";

    /// <summary>Type and name of each; all that have one name count as one.</summary>
    /// <remarks>Of generic ones those that reference types share.</remarks>
    public static HashSet<(string Type, string Method)> Read(string listing)
    {
        var methods = new HashSet<(string, string)>();
        foreach (string line in File.ReadLines(listing))
        {
            int start = line.IndexOf(Said, StringComparison.Ordinal);
            if (start < 0) continue;
            string said = line[(start + Said.Length)..];
            int colon = ColonAfterType(said);
            if (colon < 0) continue;
            (string type, bool isShared) = WithoutArguments(said[..colon]);
            (string method, bool isMethodShared) = WithoutArguments(UpToParameters(said[(colon + 1)..]));
            if (isShared && isMethodShared) methods.Add((type, method));
        }
        return methods;
    }

    private static int ColonAfterType(string said)
    {
        int depth = 0;
        for (int i = 0; i < said.Length; i++)
        {
            if (said[i] == '[') depth++;
            if (said[i] == ']') depth--;
            if (said[i] == ':' && depth == 0) return i;
        }
        return -1;
    }

    private static string UpToParameters(string method) =>
        method.IndexOf('(', StringComparison.Ordinal) is > 0 and var end ? method[..end] : method;

    private static (string Name, bool IsShared) WithoutArguments(string name)
    {
        int bracket = name.IndexOf('[', StringComparison.Ordinal);
        if (bracket < 0) return (name, true);
        string[] arguments = name[(bracket + 1)..].TrimEnd(']', ' ').Split(',');
        return (name[..bracket], arguments.All(argument => argument == Shared));
    }
}
