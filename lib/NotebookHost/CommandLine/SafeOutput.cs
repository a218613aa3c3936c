using System.Text;

namespace NotebookHost;

/// <summary>
/// Standard output that may be closed or full: what cannot be written
/// is left out, told once on standard error, and costs nothing else.
/// </summary>
internal sealed class SafeOutput(TextWriter output) : TextWriter
{
    /// <summary>Whether something could not be written.</summary>
    public bool HasFailed { get; private set; }

    public override Encoding Encoding => output.Encoding;

    /// <summary>Puts itself in the place of <see cref="Console.Out"/>.</summary>
    public static SafeOutput Install()
    {
        var safe = new SafeOutput(Console.Out);
        Console.SetOut(safe);
        return safe;
    }

    public override void Write(char value) => Try(() => output.Write(value));

    public override void Write(string? value) => Try(() => output.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => output.Write(buffer, index, count));

    public override void WriteLine(string? value) => Try(() => output.WriteLine(value));

    public override void Flush() => Try(output.Flush);

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            if (HasFailed) return;
            HasFailed = true;
            try
            {
                Console.Error.WriteLine($"standard output cannot be written to: {PlainText.OneLine(e.Message)}");
            }
            catch (IOException)
            {
                // Nobody listens.
            }
        }
    }
}
