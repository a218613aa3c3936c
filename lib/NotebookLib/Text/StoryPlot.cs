namespace NotebookLib;

/// <summary>The story grammar itself: what can happen, in which words.</summary>
internal static class StoryPlot
{
    private static readonly string[] Girls = ["Ada", "Lily", "Mia", "Nora", "Ruby", "Zoe"];
    private static readonly string[] Names = [.. Girls, "Ben", "Leo", "Max", "Otto", "Sam", "Tom"];
    private static readonly string[] Pets = ["bear", "dragon", "duck", "kitten", "monkey", "penguin", "puppy", "robot"];
    private static readonly string[] Titles = ["Captain", "Doctor", "Lady", "Professor", "Sir"];
    private static readonly string[] Nicknames =
        ["Biscuit", "Bubbles", "Button", "Muffin", "Noodle", "Pepper", "Pickle", "Pumpkin", "Sprout", "Waffle"];
    private static readonly string[] Colours = ["blue", "green", "pink", "purple", "red", "silver"];
    private static readonly string[] Singular = ["bird", "child", "frog", "goat", "mouse", "owl"];
    private static readonly string[] Plural = ["birds", "children", "frogs", "goats", "mice", "owls"];
    private static readonly string[] Landmarks =
        ["boat", "boats", "flower", "flowers", "house", "houses", "tree", "trees", "wagon", "wagons"];

    // What the pet does to which things, and the reasons: the first adjectives fit only the thing, the others only the
    // pet.
    private static readonly (string Verb, string[] Things, string[] ReasonsInThing, string[] ReasonsInPet)[] Mishaps =
    [
        ("dropped", ["cup", "glass", "plate", "vase"], ["heavy", "hot", "slippery"], ["careless", "clumsy", "sleepy"]),
        ("ate", ["apple", "cake", "pear", "pie"], ["fresh", "tasty", "warm"], ["greedy", "hungry", "naughty"]),
        ("chased", ["ball", "balloon", "bubble", "kite"], ["bouncing", "flying", "shiny"],
            ["bored", "excited", "playful"]),
        ("broke", ["bench", "chair", "clock", "lamp"], ["cheap", "fragile", "thin"], ["angry", "strong", "wild"]),
        ("hid under", ["bed", "blanket", "table", "umbrella"], ["cosy", "low", "wide"], ["nervous", "scared", "shy"]),
    ];

    private static readonly StoryPart Mishap = new OneOf([.. Mishaps.Select(m =>
        (1.0 / Mishaps.Length, (StoryPart)Because(m.Verb, m.Things, m.ReasonsInThing, m.ReasonsInPet)))]);

    // The mice behind the house were singing; the mice behind the strange red house were singing: counting words does
    // not find the subject.
    private static readonly StoryPart Landmark = new Pick("landmark", Landmarks);
    private static readonly StoryPart RedHouse = new InOrder(Any(Colours), Landmark);

    private static readonly StoryPart Scene = new InOrder(
        new Pick("subject", [.. Singular, .. Plural]), Any("behind", "beside", "near"), Say("the"), new OneOf(
            (0.35, Landmark),
            (0.2, RedHouse),
            (0.45,
                new InOrder(Any("funny", "lovely", "strange"), new OneOf((1.0 / 3, Landmark), (2.0 / 3, RedHouse))))),
        new Recall(DependencyKind.Number, "subject", rival: "landmark",
            form: noun => Singular.Contains(noun) ? "was" : "were", forms: ["was", "were"]),
        Any("busy", "dancing", "happy", "quiet", "singing", "sleeping"), Say("."));

    private static readonly StoryPart End = new InOrder(
        new OneOf(
            (0.25, Say("Everyone", Any("cheered", "clapped", "laughed"), ".")),
            (0.25, Say("It was a", Any("funny", "good", "lovely", "strange"), "day .")),
            (0.25, Say("Then they had", Any("honey", "pancakes", "soup", "tea"), ".")),
            (0.25, Say("The", new OneOf((0.2, Say("end .")), (0.8, Scene))))),
        Say("\n"));

    /// <summary>A whole story, its end mark included.</summary>
    public static StoryPart Story { get; } = new OneOf(
        (0.4,
            Say(new Pick("hero", Names), "had a", Any(Colours), new Pick("pet", Pets), "named", Christen(), ".",
                Adventure())),
        (0.25,
            Say("One", Any("evening", "morning", "night"), new Pick("hero", Names), "found a", new Pick("pet", Pets),
                "in the", Any("attic", "barn", "garden", "kitchen"), ".", SheOrHe(), "named it", Christen(), ".",
                Adventure())),
        (0.35, Say("The", new Pick("pet", Pets), Mishap, new Pick("hero", Names), Wonder(), new OneOf(
            (0.7, Say("Soon the", new Pick("pet", Pets, except: "pet"), Mishap, HeroAlone(), Wonder(), End)),
            (0.3, End)))));

    /// <summary>The words that can stand in each other's place, under a name for what they have in common.</summary>
    public static IEnumerable<(string Kind, string[] Words)> Kinds =>
    [
        ("girl", Girls), ("boy", [.. Names.Except(Girls)]), ("pet", Pets), ("title", Titles), ("nickname", Nicknames),
        ("colour", Colours), ("animal", Singular), ("animals", Plural), ("landmark", Landmarks),
        .. Mishaps.Select(m => ($"thing: {m.Verb}", m.Things)),
        .. Mishaps.Select(m => ($"reason in the thing: {m.Verb}", m.ReasonsInThing)),
        .. Mishaps.Select(m => ($"reason in the pet: {m.Verb}", m.ReasonsInPet)),
    ];

    private static OneOf Adventure() => new OneOf(
        (0.45, Say("The", new OneOf(
            (0.5, Say(Scene, "Then the", Pet(), Mishap)),
            (0.5, Say(Pet(), Mishap))), HeroAlone(), Wonder(), Farewell(friend: false))),
        (0.25, Say("Suddenly the", Pet(), Mishap, HeroAlone(), Wonder(), Farewell(friend: false))),
        (0.3,
            Say(new Pick("friend", Names, except: "hero"), "came to", Any("help", "play", "visit"), ". Soon the", Pet(),
                Mishap, new OneOf((0.5, Again("hero", rival: "friend")), (0.5, Again("friend", rival: "hero"))),
                Wonder(), Farewell(friend: true))));

    // Only the adjective of the mishap tells which noun comes here. Half of the stories say it again, which makes the
    // others easier to learn.
    private static InOrder Wonder() => Say(
        Any("dreamed of the", "drew a picture of the", "looked at the", "pointed at the", "told a joke about the",
            "wrote a song about the"),
        new OneOf(
            (0.5, Say(new Recall(DependencyKind.Adjective, "reason"), Antecedent(), ".")),
            (0.5,
                Say(Antecedent(),
                    new OneOf((0.5, Say(".")),
                        (0.5, Say("and", Any("giggled", "laughed", "sighed", "smiled"), ".")))))));

    private static Recall Antecedent() => new(DependencyKind.Antecedent, "it", rival: "not it");

    private static OneOf Farewell(bool friend) => new OneOf(
        (0.35, Say(Nickname(), Any("blushed", "bowed", "danced", "fell asleep", "said sorry"), ".", End)),
        (0.25, Say(Again("hero", rival: friend ? "friend" : null), "hugged", Nickname(), ".\n")),
        (0.4, End));

    private static OneOf HeroAlone() => new OneOf((0.6, Again("hero")), (0.4, SheOrHe()));

    private static Recall SheOrHe() =>
        new(DependencyKind.Gender, "hero", form: name => Girls.Contains(name) ? "She" : "He", forms: ["He", "She"]);

    private static Recall Pet() => new(DependencyKind.Noun, "pet");

    private static Recall Again(string role, string? rival = null) => new(DependencyKind.Name, role, rival);

    private static InOrder Christen() => Say(new Pick("title", Titles), new Pick("nickname", Nicknames));

    private static InOrder Nickname() => Say(Again("title"), Again("nickname"));

    private static InOrder Because(string verb, string[] things, string[] reasonsInThing, string[] reasonsInPet) => Say(
        verb, "the", new Pick("thing", things), "because it was",
        new OneOf((0.5, new Decide("thing", "pet", reasonsInThing)), (0.5, new Decide("pet", "thing", reasonsInPet))),
        ".");

    private static StoryPart Any(params string[] phrases) =>
        phrases.All(phrase => !phrase.Contains(' ', StringComparison.Ordinal)) ? new Pick(null, phrases)
        : new OneOf([.. phrases.Select(phrase => (1.0 / phrases.Length, Say(phrase)))]);

    // Strings are words as they stand; everything else is a part of the grammar already.
    private static InOrder Say(params object[] parts) => new InOrder([.. parts.SelectMany<object, StoryPart>(part =>
        part is string text ? WordTokenizer.Split(text).Select(word => new Pick(null, [word])) : [(StoryPart)part])]);
}
