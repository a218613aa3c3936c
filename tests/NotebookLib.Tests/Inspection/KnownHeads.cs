namespace NotebookLib.Tests.Inspection;

/// <summary>A model whose heads were set by hand, and stories for it.</summary>
/// <remarks>
/// A row is 16 numbers for the token and 16 for the position, one of each 1, and 16 unused. In layer 0 head 0 looks at
/// the token before, head 1 at the token itself, head 2, standing on "the", at the cup, whose 3-fold it adds to the
/// row, and else at all alike. Layer 1 looks at all alike and adds nothing. Nothing is normalized.
/// </remarks>
internal static class KnownHeads
{
    public const int Full = 1, Mia = 6, Saw = 7, The = 4, Cup = 5;
    private const float Sharp = 200; // weights of 1 to the last bit

    public static Gpt Gpt { get; } = Build();

    // The cup stands 5, 5 and 2 words before it is said again, its rival Mia in between or before.
    public static Story[] Stories { get; } =
    [
        Told([Cup, Full, Mia, Saw, The, Cup], new Dependency(DependencyKind.Noun, 5, 0, 2)),
        Told([Cup, Full, Mia, Saw, The, Cup, Full], new Dependency(DependencyKind.Noun, 5, 0, 2)),
        Told([Mia, Saw, Cup, The, Cup], new Dependency(DependencyKind.Gender, 1, 0),
            new Dependency(DependencyKind.Noun, 4, 2, 0)),
    ];

    private static Story Told(int[] tokens, params Dependency[] dependencies) =>
        new([.. tokens.Select(t => t switch { Cup => "cup", Mia => "Mia", Saw => "saw", The => "the", _ => "." })],
            tokens, dependencies);

    private static Gpt Build()
    {
        var gpt = new Gpt(new GptConfig(vocabulary: 16, layers: 2, heads: 3, width: 48, context: 16)
        {
            Norm = NormPlacement.None,
        }, new Random(1));
        foreach (Tensor parameter in gpt.Parameters()) parameter.Data.Clear();
        for (int i = 0; i < 16; i++) (gpt.Tokens.Weight[i, i], gpt.Positions!.Weight[i, 16 + i]) = (1, 1);
        MultiHeadAttention attention = gpt.Blocks[0].Attention;
        for (int i = 0; i < 16; i++)
        {
            // head 0
            (attention.Query.Weight[16 + i, (i + 15) % 16], attention.Key.Weight[16 + i, i]) = (i == 0 ? 0 : Sharp, 1);
            // head 1
            (attention.Query.Weight[16 + i, 16 + i], attention.Key.Weight[16 + i, 16 + i]) = (Sharp, 1);
            // head 2
            (attention.Key.Weight[i, 32 + i], attention.Value.Weight[i, 32 + i], attention.Output.Weight[32 + i, i]) =
                (1, 1, 3);
        }
        attention.Query.Weight[The, 32 + Cup] = Sharp;
        return gpt;
    }
}
