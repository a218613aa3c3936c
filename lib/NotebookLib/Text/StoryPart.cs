namespace NotebookLib;

/// <summary>A piece of the story grammar.</summary>
/// <remarks>
/// Every choice shows in the very next word: the alternatives of <see cref="OneOf"/> begin with different words. So the
/// words told so far say exactly where in the grammar the story is, and the probability of a text is that of the one
/// way to tell it. And memory decides which words there are, but never how many or how probable: so entropies add up
/// part by part.
/// </remarks>
internal abstract class StoryPart
{
    /// <summary>The expected information, in nats.</summary>
    public abstract double Entropy { get; }

    /// <summary>The expected number of tokens.</summary>
    public abstract double Length { get; }

    /// <summary>Every word that can occur.</summary>
    public abstract IEnumerable<string> Vocabulary { get; }
}

/// <summary>One part after another.</summary>
internal sealed class InOrder(params StoryPart[] parts) : StoryPart
{
    public StoryPart[] Parts => parts;
    public override double Entropy => parts.Sum(part => part.Entropy);
    public override double Length => parts.Sum(part => part.Length);
    public override IEnumerable<string> Vocabulary => parts.SelectMany(part => part.Vocabulary);
}

/// <summary>One of several parts, each with its probability.</summary>
internal sealed class OneOf(params (double Probability, StoryPart Part)[] alternatives) : StoryPart
{
    public (double Probability, StoryPart Part)[] Alternatives => alternatives;
    public override double Entropy => alternatives.Sum(a => a.Probability * (a.Part.Entropy - Math.Log(a.Probability)));
    public override double Length => alternatives.Sum(a => a.Probability * a.Part.Length);
    public override IEnumerable<string> Vocabulary => alternatives.SelectMany(a => a.Part.Vocabulary);
}

/// <summary>A single word, drawn with equal chance from those that memory leaves possible.</summary>
internal abstract class StoryWord : StoryPart
{
    /// <summary>How many words are possible, whatever was told before.</summary>
    protected abstract int Count { get; }

    /// <summary>The words that are possible now.</summary>
    public abstract IReadOnlyList<string> Options(StoryMemory memory);

    /// <summary>What telling this word changes, and what it depended on.</summary>
    public virtual Dependency? Tell(string word, int position, StoryMemory memory) => null;

    public override double Entropy => Math.Log(Count);
    public override double Length => 1;
}

/// <summary>A word that is new to the story, remembered by its role in it, if it has one.</summary>
internal sealed class Pick(string? role, string[] words, string? except = null) : StoryWord
{
    protected override int Count => words.Length - (except is null ? 0 : 1);
    public override IReadOnlyList<string> Options(StoryMemory memory) =>
        except is null ? words : [.. words.Where(word => word != memory[except].Word)];
    public override IEnumerable<string> Vocabulary => words;

    public override Dependency? Tell(string word, int position, StoryMemory memory)
    {
        if (role is not null) memory[role] = (word, position);
        return null;
    }
}

/// <summary>A remembered word said again, or a word whose form follows from it.</summary>
internal sealed class Recall(DependencyKind kind, string role, string? rival = null, Func<string, string>? form = null,
    params string[] forms) : StoryWord
{
    protected override int Count => 1;
    public override IReadOnlyList<string> Options(StoryMemory memory) =>
        [form is null ? memory[role].Word : form(memory[role].Word)];
    public override IEnumerable<string> Vocabulary => forms;

    public override Dependency? Tell(string word, int position, StoryMemory memory)
    {
        var dependency =
            new Dependency(kind, position, memory[role].Position, rival is null ? null : memory[rival].Position);
        if (form is null) memory[role] = (word, position);
        return dependency;
    }
}

/// <summary>An adjective that fits only one of two nouns, and so decides which of them "it" is.</summary>
internal sealed class Decide(string role, string rival, string[] adjectives) : StoryWord
{
    protected override int Count => adjectives.Length;
    public override IReadOnlyList<string> Options(StoryMemory memory) => adjectives;
    public override IEnumerable<string> Vocabulary => adjectives;

    public override Dependency? Tell(string word, int position, StoryMemory memory)
    {
        (memory["it"], memory["not it"], memory["reason"]) = (memory[role], memory[rival], (word, position));
        return new Dependency(DependencyKind.Pronoun, position, memory[role].Position, memory[rival].Position);
    }
}

/// <summary>
/// The words of a story that later ones depend on, by role, each with the place where it was last said.
/// </summary>
internal sealed class StoryMemory : Dictionary<string, (string Word, int Position)>;
