using Microsoft.DotNet.Interactive.Documents.Jupyter;

namespace DotNetInteractive;

/// <summary>The engine's reader and writer of notebooks.</summary>
internal static class Documents
{
    /// <summary>A notebook, read and written again.</summary>
    public static string Rewritten(string notebook)
    {
        var document = Notebook.Parse(notebook);
        document.Metadata.Remove("polyglot_notebook"); // as it reads the list of kernels, its writer cannot take it, and makes a new one
        return document.ToJupyterJson("C#");
    }
}
