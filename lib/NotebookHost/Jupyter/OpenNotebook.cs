namespace NotebookHost;

/// <summary>The notebook that a kernel runs, as far as its file tells: front ends send the cell at hand,
/// and not those above it.</summary>
internal sealed class OpenNotebook
{
    private const int MostFiles = 50;

    private readonly string? path;
    private readonly Dictionary<string, (DateTime Written, string[] Cells)> read = [];

    /// <summary>Finds it: a server names it (JPY_SESSION_NAME), VS Code starts the kernel in its folder.</summary>
    public OpenNotebook()
    {
        string? named = Environment.GetEnvironmentVariable("JPY_SESSION_NAME");
        path = named is { Length: > 0 } && Path.GetFullPath(named) is var full && File.Exists(full) ? full : null;
        Folder = Path.GetDirectoryName(path) ?? Environment.CurrentDirectory;
    }

    /// <summary>Its folder, against which paths resolve.</summary>
    public string Folder { get; }

    /// <summary>The code cells above one, some of which may not have been run; none where no file has a cell
    /// that begins like it.</summary>
    public async Task<IReadOnlyList<string>> AboveAsync(string code, CancellationToken cancellation)
    {
        (int Likeness, IReadOnlyList<string> Cells) best = (code.Length / 2, []);
        string[] files = path is not null
            ? [path]
            : [.. Directory.EnumerateFiles(Folder, "*.ipynb").Order(StringComparer.Ordinal).Take(MostFiles)];
        foreach (string file in files)
        {
            string[] cells = await CellsAsync(file, cancellation);
            for (int i = 0; i < cells.Length; i++)
            {
                int likeness = cells[i].AsSpan().CommonPrefixLength(code);
                if (likeness > best.Likeness) best = (likeness, cells[..i]);
            }
        }
        return best.Cells;
    }

    /// <summary>The code cells of a file, read again when it has been written again.</summary>
    private async Task<string[]> CellsAsync(string file, CancellationToken cancellation)
    {
        DateTime written = File.GetLastWriteTimeUtc(file);
        if (read.TryGetValue(file, out var known) && known.Written == written) return known.Cells;
        string[] cells = [];
        try
        {
            Notebook notebook = (await NotebookFile.OpenAsync(file, cancellation)).Read();
            if (notebook.OtherLanguage is null) cells = [.. notebook.Cells.Where(c => c.IsCode).Select(c => c.Source)];
        }
        catch (CannotStartException)
        {
            // It is no notebook, or is being written: it tells nothing.
        }
        read[file] = (written, cells);
        return cells;
    }
}
