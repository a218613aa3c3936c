namespace NotebookLib;

public static partial class Chart
{
    /// <summary>
    /// Dependency arcs: the words one below the other, at their left where each comes from and what it could be
    /// mistaken for, at their right where heads look.
    /// </summary>
    /// <param name="words">The words, in order.</param>
    /// <param name="dependencies">Which word depends on which: <c>story.Dependencies</c>.</param>
    /// <param name="title">What stands above.</param>
    /// <param name="heads">Names of heads, and for each dependency the word that the head looks at, −1 for what stands
    /// before the first: <see cref="HeadScores.Choices"/>.</param>
    /// <exception cref="ArgumentException">There is no word, a dependency or a choice points to none, or a head has not
    /// as many choices as there are dependencies.</exception>
    public static Figure Dependencies(IEnumerable<string> words, IEnumerable<Dependency> dependencies,
        string title = "", params (string Name, int[] Choices)[] heads)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentNullException.ThrowIfNull(dependencies);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentNullException.ThrowIfNull(heads);
        string[] text = [.. words];
        Dependency[] all = [.. dependencies];
        if (text.Length == 0) throw new ArgumentException("words: expected at least one; got none.", nameof(words));
        foreach (int place in all.SelectMany(d => new[] { d.Position, d.Source, d.Rival ?? 0 }))
            if ((uint)place >= (uint)text.Length)
                throw new ArgumentException($"dependencies: expected words 0 to {text.Length - 1}; got {place}.",
                    nameof(dependencies));
        foreach (var (name, choices) in heads)
        {
            if (choices.Length != all.Length)
                throw new ArgumentException($"heads: expected {all.Length} choices, one for each dependency; "
                    + $"got {choices.Length} of {name}.", nameof(heads));
            foreach (int choice in choices)
                if (choice < -1 || choice >= text.Length)
                    throw new ArgumentException($"heads: expected words −1 to {text.Length - 1}; "
                        + $"got {choice} of {name}.", nameof(heads));
        }
        return new DependenciesDrawing(title, text, all, heads).Figure();
    }

    /// <summary>
    /// Dependency arcs of a story, and where some heads of a model look in the rows that predict its words.
    /// </summary>
    /// <param name="story">The story.</param>
    /// <param name="trace">A run over the token before the story and the story:
    /// <c>gpt.Trace([0, .. story.Tokens])</c>.</param>
    /// <param name="title">What stands above.</param>
    /// <param name="heads">The heads.</param>
    /// <exception cref="ArgumentException">The run is of another length, or a part is no head of its model.</exception>
    public static Figure Dependencies(Story story, ForwardTrace trace, string title = "", params Part[] heads)
    {
        ArgumentNullException.ThrowIfNull(story);
        ArgumentNullException.ThrowIfNull(heads);
        return Dependencies(story.Words, story.Dependencies, title,
            [.. heads.Select(head => (head.ToString(), HeadScores.Choices(story, trace, head)))]);
    }
}
