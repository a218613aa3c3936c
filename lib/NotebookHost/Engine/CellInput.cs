using System.Threading.Channels;

namespace NotebookHost;

/// <summary>What a cell reads from the console: answers of whoever runs it in a front end
/// that can ask, else nothing.</summary>
internal sealed class CellInput : TextReader
{
    private Action? ask;
    private Channel<string?> answers = Channel.CreateUnbounded<string?>();
    private string rest = "";

    /// <summary>Starts or ends a cell.</summary>
    /// <param name="ask">Asks for a line; null where nobody can be asked.</param>
    public void Begin(Action? ask)
    {
        (this.ask, rest) = (ask, "");
        Channel<string?> fresh = Channel.CreateUnbounded<string?>();
        Channel<string?> old = Interlocked.Exchange(ref answers, fresh); // late answers are nobody's
        old.Writer.TryComplete();
    }

    /// <summary>The line that was asked for; null for the end of input.</summary>
    public void Answer(string? line) => answers.Writer.TryWrite(line);

    public override string? ReadLine()
    {
        if (rest.Length > 0)
        {
            string line = rest.TrimEnd('\n');
            rest = "";
            return line;
        }
        return Ask();
    }

    public override int Peek() => Fill() ? rest[0] : -1;

    public override int Read()
    {
        if (!Fill()) return -1;
        char first = rest[0];
        rest = rest[1..];
        return first;
    }

    private bool Fill()
    {
        if (rest.Length == 0 && Ask() is string line) rest = line + "\n";
        return rest.Length > 0;
    }

    private string? Ask()
    {
        if (ask is not { } question) return null;
        ChannelReader<string?> reader = answers.Reader;
        question();
        bool hasAnswer = reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();
        return hasAnswer && reader.TryRead(out string? line) ? line : null;
    }
}
