namespace NotebookLib;

/// <summary>
/// A question whose answer was told some time ago: the nickname of a pet, as many scenes later as one wants.
/// </summary>
/// <remarks>
/// "Mia had a pink kitten named Sir Waffle." Then scenes of eight tokens, in which nobody has a nickname, and the rest
/// of the story as far as "… Mia hugged Sir". What comes next is known only from the first sentence.
/// </remarks>
/// <param name="Fact">What a model reads first, (F,): the start, token 0, and the story as far as the name is
/// told.</param>
/// <param name="Scenes">Scenes to put behind it, eight tokens each.</param>
/// <param name="Rest">The story from there to the place where the nickname comes again.</param>
/// <param name="Name">The nickname.</param>
public sealed record NameRecall(int[] Fact, int[] Scenes, int[] Rest, int Name)
{
    /// <summary>Tokens of a scene.</summary>
    public const int SceneLength = 8;

    private static readonly string[] places = ["behind", "beside", "near"];
    private static readonly string[] states = ["busy", "dancing", "happy", "quiet", "singing", "sleeping"];

    /// <summary>What a model reads, with so many scenes between the fact and the question.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many scenes.</exception>
    public int[] After(int scenes) => [.. Fact, .. Scenes[..(SceneLength * scenes)], .. Rest];

    /// <summary>The same words with all scenes before the fact: the text is as long, and the name stands as near as
    /// without scenes.</summary>
    public int[] ScenesFirst() => [0, .. Scenes, .. Fact[1..], .. Rest];

    /// <summary>How many tokens ago the name was told, at the place where it comes again.</summary>
    public int Distance(int scenes) => Rest.Length + 2 + SceneLength * scenes;

    /// <summary>Draws questions from stories that say the nickname again.</summary>
    /// <param name="grammar">The grammar.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="count">How many.</param>
    /// <param name="scenes">How many scenes each of them holds.</param>
    /// <exception cref="ArgumentException">The count or the number of scenes is negative.</exception>
    public static NameRecall[] Draw(StoryGrammar grammar, Random random, int count, int scenes)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        ArgumentNullException.ThrowIfNull(random);
        if (count < 0) throw new ArgumentException($"count: expected 0 or more; got {count}.", nameof(count));
        if (scenes < 0) throw new ArgumentException($"scenes: expected 0 or more; got {scenes}.", nameof(scenes));
        string[] animals = grammar.WordsOf("animals"), landmarks = grammar.WordsOf("landmark");
        string Of(string[] words) => words[random.Next(words.Length)];
        string Scene() => $"The {Of(animals)} {Of(places)} the {Of(landmarks)} were {Of(states)}.";
        var drawn = new List<NameRecall>();
        while (drawn.Count < count)
        {
            Story story = grammar.Generate(random);
            if (Repeated(grammar, story) is not { } again) continue;
            int end = again.Source + 2; // behind "… Sir Waffle."
            string between = string.Join(' ', Enumerable.Range(0, scenes).Select(_ => Scene()));
            drawn.Add(new([0, .. story.Tokens.Take(end)], grammar.Tokenizer.Encode(between),
                [.. story.Tokens.Take(again.Position).Skip(end)], story.Tokens[again.Position]));
        }
        return [.. drawn];
    }

    /// <summary>The smallest and the largest distance at which stories say a nickname again, in tokens.</summary>
    /// <param name="grammar">The grammar.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="storyCount">How many stories are told.</param>
    /// <exception cref="ArgumentException">None of the stories says one again.</exception>
    public static (int Shortest, int Longest) Distances(StoryGrammar grammar, Random random, int storyCount)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        ArgumentNullException.ThrowIfNull(random);
        int[] told = [.. Enumerable.Range(0, storyCount).Select(_ => Repeated(grammar, grammar.Generate(random)))
            .OfType<Dependency>().Select(again => again.Position - again.Source)];
        return told.Length > 0 ? (told.Min(), told.Max())
            : throw new ArgumentException("storyCount: expected enough stories that one says a nickname again; "
                + $"got {storyCount}.", nameof(storyCount));
    }

    private static Dependency? Repeated(StoryGrammar grammar, Story story) => story.Dependencies
        .FirstOrDefault(d => grammar.Kinds.GetValueOrDefault(story.Words[d.Position]) == "nickname");
}
