using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace NotebookLib;

/// <summary>
/// The sentence of a claim: its numbers are written as the course writes them, the same in every culture.
/// </summary>
/// <remarks>
/// What an interpolated string becomes where a claim is expected: <c>$"it is right in {share:P0} of {questions}
/// questions"</c>. A number without a format has four digits at most.
/// </remarks>
[InterpolatedStringHandler]
public sealed class ClaimText
{
    private readonly StringBuilder text;

    /// <summary>For the compiler.</summary>
    /// <param name="literalLength">How many characters are no holes.</param>
    /// <param name="formattedCount">How many holes there are.</param>
    public ClaimText(int literalLength, int formattedCount) =>
        text = new StringBuilder(literalLength + 8 * formattedCount);

    /// <summary>Whether the sentence has a number that was computed, and so tells itself what was measured.</summary>
    internal bool TellsNumber { get; private set; }

    /// <summary>A sentence as it stands.</summary>
    public static implicit operator ClaimText(string sentence)
    {
        ArgumentNullException.ThrowIfNull(sentence);
        var claim = new ClaimText(sentence.Length, 0);
        claim.AppendLiteral(sentence);
        return claim;
    }

    /// <summary>For the compiler: what stands between the holes.</summary>
    public void AppendLiteral(string value) => text.Append(value);

    /// <summary>For the compiler: a value.</summary>
    public void AppendFormatted<T>(T value)
    {
        TellsNumber |= value is IFormattable;
        text.Append(Quantity.Told(value));
    }

    /// <summary>For the compiler: a value, written as a format of .NET says.</summary>
    public void AppendFormatted<T>(T value, string format) where T : IFormattable
    {
        TellsNumber = true;
        text.Append(Quantity.Minus(value.ToString(format, CultureInfo.InvariantCulture)));
    }

    /// <summary>The sentence.</summary>
    public override string ToString() => text.ToString();
}
