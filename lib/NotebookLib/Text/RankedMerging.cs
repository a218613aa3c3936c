using System.Text;

namespace NotebookLib;

/// <summary>Which pairs merge by a published list of tokens: those whose bytes together are a token.</summary>
/// <remarks>
/// Only the tokens are published, not which pair made each; no other pair can, since inside a token no merge crosses
/// its border. The rank is the id.
/// </remarks>
internal sealed class RankedMerging
{
    private readonly string[] spelled; // by id, a character for each byte
    private readonly Dictionary<string, int> ranks = [];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> rankOf;
    private readonly int longest; // bytes in a token

    /// <param name="tokens">The bytes of each id; null where there is none.</param>
    public RankedMerging(IReadOnlyList<byte[]?> tokens)
    {
        spelled = [.. tokens.Select(token => token is null ? "" : Encoding.Latin1.GetString(token))];
        for (int id = 0; id < spelled.Length; id++)
            if (spelled[id].Length > 0) ranks.Add(spelled[id], id);
        longest = ranks.Keys.Max(token => token.Length);
        rankOf = ranks.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The token that two neighbours become; null if they stay apart.</summary>
    public int? Merged(int left, int right)
    {
        string first = spelled[left], second = spelled[right];
        if (first.Length + second.Length > longest) return null;
        Span<char> both = stackalloc char[longest];
        first.CopyTo(both);
        second.CopyTo(both[first.Length..]);
        return rankOf.TryGetValue(both[..(first.Length + second.Length)], out int id) ? id : null;
    }
}
