namespace NotebookLib;

/// <summary>
/// A sentence of two nouns whose last word tells which of them is meant, as far as the place where that noun comes
/// again: "The robot dropped the glass because it was slippery. Mia looked at the".
/// </summary>
/// <param name="Verb">What happened, "dropped", "hid under" and so on.</param>
/// <param name="Pet">The noun that does it.</param>
/// <param name="Thing">The noun to which it is done.</param>
/// <param name="Reason">The adjective that fits one of the two.</param>
/// <param name="IsInThing">Whether the reason fits the thing, and not the pet.</param>
/// <param name="Tokens">What a model reads, (T,): the start, token 0, and the ids of the words.</param>
public sealed record Mishap(string Verb, string Pet, string Thing, string Reason, bool IsInThing, int[] Tokens)
{
    /// <summary>The noun that comes next.</summary>
    public string Right => IsInThing ? Thing : Pet;

    /// <summary>The other one.</summary>
    public string Wrong => IsInThing ? Pet : Thing;

    /// <summary>The same sentence, word for word, but with a reason that fits the other noun.</summary>
    /// <param name="grammar">The grammar.</param>
    /// <param name="random">Where chance comes from.</param>
    public Mishap Turned(StoryGrammar grammar, Random random)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        ArgumentNullException.ThrowIfNull(random);
        string reason = Drawn(grammar, random, ReasonIn(!IsInThing, Verb));
        int[] tokens = [.. Tokens];
        tokens[Array.LastIndexOf(tokens, grammar.Tokenizer.Id(Reason))] = grammar.Tokenizer.Id(reason);
        return this with { Reason = reason, IsInThing = !IsInThing, Tokens = tokens };
    }

    /// <summary>Draws one of the grammar's mishaps, all nouns, verbs and reasons with equal chance.</summary>
    /// <param name="grammar">The grammar.</param>
    /// <param name="random">Where chance comes from.</param>
    /// <param name="isInThing">Whether the reason fits the thing, and not the pet.</param>
    public static Mishap Draw(StoryGrammar grammar, Random random, bool isInThing)
    {
        ArgumentNullException.ThrowIfNull(grammar);
        ArgumentNullException.ThrowIfNull(random);
        const string OfThings = "thing: ";
        string[] verbs = [.. grammar.Kinds.Values.Distinct()
            .Where(kind => kind.StartsWith(OfThings, StringComparison.Ordinal))
            .Select(kind => kind[OfThings.Length..]).Order(StringComparer.Ordinal)];
        string verb = verbs[random.Next(verbs.Length)];
        string Of(string kind) => Drawn(grammar, random, kind);
        string pet = Of("pet"), thing = Of(OfThings + verb);
        string reason = Of(ReasonIn(isInThing, verb));
        string text = $"The {pet} {verb} the {thing} because it was {reason}. {Of("girl")} looked at the";
        return new(verb, pet, thing, reason, isInThing, [0, .. grammar.Tokenizer.Encode(text)]);
    }

    private static string ReasonIn(bool isInThing, string verb) =>
        $"reason in the {(isInThing ? "thing" : "pet")}: {verb}";

    private static string Drawn(StoryGrammar grammar, Random random, string kind)
    {
        string[] words = grammar.WordsOf(kind);
        return words[random.Next(words.Length)];
    }
}
