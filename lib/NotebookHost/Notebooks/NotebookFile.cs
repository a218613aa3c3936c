namespace NotebookHost;

/// <summary>A notebook on disk: the bytes that were read, and the notebook in them.</summary>
internal sealed class NotebookFile
{
    /// <summary>The largest file that is read; the largest notebooks that people share are a tenth of it.</summary>
    public const long SizeLimit = 256L << 20;

    private const string ChangedName = ".outputs.ipynb";

    private readonly byte[] bytes;

    private NotebookFile(string path, byte[] bytes) => (Path, this.bytes) = (path, bytes);

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>The notebook as it is in the file, a new one each time.</summary>
    /// <exception cref="NotebookFormatException">It is none.</exception>
    public Notebook Read() => Notebook.Parse(bytes);

    /// <summary>Reads a file; ends when asked to, even if the file does not let itself be read.</summary>
    /// <exception cref="CannotStartException">It cannot be read, or is no notebook; the message says why in one line,
    /// and begins with the path.</exception>
    public static async Task<NotebookFile> OpenAsync(string path, CancellationToken cancellation = default)
    {
        try
        {
            if (!FileKind.IsRegular(path))
                throw new NotebookFormatException("not a file but a device, a pipe or a socket");
            long size = new FileInfo(AtomicFile.TargetOf(path)).Length;
            if (size > SizeLimit)
            {
                throw new NotebookFormatException(FormattableString.Invariant(
                    $"expected at most {SizeLimit >> 20} MB; the file has {size >> 20}"));
            }
            byte[] bytes = await Task.Run(() => File.ReadAllBytes(path), cancellation).WaitAsync(cancellation);
            var file = new NotebookFile(path, bytes);
            await Task.Run(file.Read, cancellation).WaitAsync(cancellation);
            return file;
        }
        catch (Exception e)
            when (e is NotebookFormatException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new CannotStartException($"{PlainText.OneLine(path)}: {PlainText.OneLine(e.Message)}");
        }
    }

    /// <summary>Writes a notebook with its outputs in the place of what was read. A file that somebody changed
    /// meanwhile stays, and the outputs go beside it.</summary>
    /// <returns>Where the outputs went, if not into the file.</returns>
    /// <exception cref="IOException">It cannot be written; nothing is lost.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor may it.</exception>
    public string? Save(Notebook notebook)
    {
        byte[] saved = notebook.ToBytes();
        bool changed = !File.Exists(Path) || !File.ReadAllBytes(Path).AsSpan().SequenceEqual(bytes);
        if (!changed)
        {
            if (!saved.AsSpan().SequenceEqual(bytes)) AtomicFile.Write(Path, saved);
            return null;
        }
        string beside = System.IO.Path.ChangeExtension(AtomicFile.TargetOf(Path), null) + ChangedName;
        AtomicFile.Write(beside, saved);
        return beside;
    }
}
