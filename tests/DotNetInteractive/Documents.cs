using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Documents;
using Microsoft.DotNet.Interactive.Documents.Jupyter;

namespace DotNetInteractive;

/// <summary>The engine's reader and writer of notebooks.</summary>
internal static class Documents
{
    /// <summary>A notebook, read and written again.</summary>
    /// <exception cref="InvalidDataException">The engine would not run a cell as C#.</exception>
    public static string Rewritten(string notebook)
    {
        InteractiveDocument document = Notebook.Parse(notebook);
        using var engine = new CompositeKernel { new CSharpKernel() };
        engine.DefaultKernelName = "csharp";
        foreach (InteractiveDocumentElement cell in document.Elements.Where(cell => cell.KernelName != "markdown"))
            if ((string.IsNullOrEmpty(cell.KernelName)
                ? engine.FindKernelByName(engine.DefaultKernelName)
                : engine.FindKernelByName(cell.KernelName)) is not CSharpKernel)
                throw new InvalidDataException($"a cell for the kernel '{cell.KernelName}': {cell.Contents}");
        return document.ToJupyterJson("C#");
    }
}
