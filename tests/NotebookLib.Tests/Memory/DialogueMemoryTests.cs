using CsCheck;

namespace NotebookLib.Tests.Memory;

/// <summary>What a dialogue remembers, and what each kind of memory forgets.</summary>
public class DialogueMemoryTests
{
    private static readonly string[] names = ["Mia", "Tom", "Lily", "Ben", "Anna", "Max", "Zoe", "Finn"];
    private static readonly string[] things = ["kitten", "ball", "boat", "drum", "kite", "lamp", "shell", "cake"];
    private static readonly Tokenizer counter = WordTokenizer.FromText(string.Join(' ', names) + " "
        + string.Join(' ', things) + " had a red blue . My name is not sad");

    private static DialogueMemory[] Kinds(int capacity) =>
        [new WindowMemory(counter), new SummaryMemory(counter, capacity), new RetrievalMemory(counter)];

    private static readonly Gen<string> turns = Gen.Select(OneOf(names), OneOf(things),
        OneOf("had a", "is", "had a red", "took no", "is not a blue blue"), Gen.Int[1, 3])
        .Select((name, thing, verb, times) => string.Join(' ', Enumerable.Repeat($"{name} {verb} {thing}.", times)));

    [Fact]
    public void Nothing_is_ever_above_the_budget_and_all_is_in_the_order_of_telling() =>
        Gen.Select(turns.Array[0, 12], Gen.Int[0, 60], Gen.Int[1, 5], turns)
            .Sample((told, budget, capacity, question) =>
            {
                foreach (DialogueMemory memory in Kinds(capacity))
                {
                    foreach (string turn in told) memory.Add(turn);
                    IReadOnlyList<string> recalled = memory.Recall(question, budget);
                    Assert.InRange(recalled.Sum(r => counter.Encode(r).Length), 0, budget);
                    int from = 0;
                    foreach (string turn in recalled) // a subsequence of what is kept
                    {
                        while (from < memory.Kept.Count && memory.Kept[from] != turn) from++;
                        Assert.True(from++ < memory.Kept.Count);
                    }
                    if (memory is SummaryMemory) Assert.InRange(memory.Kept.Count, 0, capacity);
                    else Assert.Equal(told, memory.Kept);
                }
            }, iter: 300);

    [Theory]
    [InlineData(1), InlineData(4), InlineData(5), InlineData(24), InlineData(25), InlineData(26), InlineData(40)]
    public void A_window_forgets_at_exactly_more_turns_than_the_budget_holds(int budget)
    {
        var memory = new WindowMemory(counter);
        memory.Add("Mia had a kitten."); // 5 tokens, as all that follow
        for (int later = 0; later < 12; later++)
        {
            Assert.Equal(later + 1 <= budget / 5, memory.Recall("Mia", budget).Contains("Mia had a kitten."));
            memory.Add("Tom had a boat.");
        }
    }

    [Fact]
    public void A_window_has_no_gap()
    {
        var memory = new WindowMemory(counter);
        memory.Add("Tom.");
        memory.Add("Mia had a red red red kitten.");
        memory.Add("Ben.");

        Assert.Equal(["Ben."], memory.Recall("", 5));
    }

    [Fact]
    public void A_summary_keeps_the_last_facts_of_as_many_subjects_as_it_has_room_for()
    {
        for (int capacity = 1; capacity <= 8; capacity++)
        {
            var memory = new SummaryMemory(counter, capacity);
            foreach (string name in names) memory.Add($"{name} had a {things[0]}.");
            Assert.Equal(names[^capacity..].Select(n => $"{n} had a kitten."), memory.Recall("anything", 1000));
        }
    }

    [Fact]
    public void A_later_fact_about_a_subject_overwrites_the_earlier_one_and_is_the_newest()
    {
        var memory = new SummaryMemory(counter, 2);
        memory.Add("My name is Mia. Tom had a boat.");
        memory.Add("MY NAME is not Mia!");
        memory.Add("Ben is sad.");

        Assert.Equal(["MY NAME is not Mia!", "Ben is sad."], memory.Kept);
        memory.Add("Ben had a kite.");
        Assert.Equal(["MY NAME is not Mia!", "Ben had a kite."], memory.Kept);
        Assert.Equal(["Ben had a kite."], memory.Recall("name", 6)); // the newest first, if not all fit
    }

    [Theory]
    [InlineData("My name is Mia.", "my name")]
    [InlineData("Mia's kitten was red!", "mia's kitten")]
    [InlineData("Mia’s kitten was red", "mia's kitten")]
    [InlineData("The boat that Tom had is red.", "the boat that tom")] // the first verb, right or wrong
    [InlineData("Is Mia sad?", null)]
    [InlineData("The cat is red?", null)]
    [InlineData("Mia took the ball.", null)]
    [InlineData("Yes, it is.", null)]
    [InlineData("Is red.", null)]
    [InlineData("", null)]
    public void A_subject_is_what_stands_before_the_first_verb(string sentence, string? subject) =>
        Assert.Equal(subject, SummaryMemory.SubjectOf(sentence));

    [Fact]
    public void Retrieval_finds_each_fact_first_as_long_as_facts_share_no_words() =>
        Gen.Select(Gen.Shuffle(names), Gen.Shuffle(things)).Sample((who, what) =>
        {
            var memory = new RetrievalMemory(counter);
            for (int i = 0; i < who.Length; i++) memory.Add($"{who[i]} had a {what[i]}.");
            for (int i = 0; i < who.Length; i++)
            {
                Assert.Equal($"{who[i]} had a {what[i]}.",
                    memory.Ranked($"What is the name of the {what[i]}?")[0].Turn);
                Assert.Equal([$"{who[i]} had a {what[i]}."], memory.Recall($"What had {who[i]}?", 5));
            }
        }, iter: 20);

    [Fact]
    public void Of_two_facts_with_the_same_words_the_later_is_found_and_the_earlier_lost()
    {
        var memory = new RetrievalMemory(counter);
        memory.Add("Mia had a kitten.");
        memory.Add("Mia had a boat.");
        memory.Add("Tom had a drum.");

        Assert.Equal(["Mia had a boat.", "Mia had a kitten."], memory.Ranked("Tell me of Mia").Select(r => r.Turn));
        Assert.Equal(memory.Ranked("Mia")[0].Score, memory.Ranked("Mia")[1].Score);
        Assert.Equal(["Mia had a boat."], memory.Recall("Mia", 5));
        Assert.Equal(["Mia had a kitten.", "Mia had a boat."], memory.Recall("Mia", 10));
    }

    [Fact]
    public void Scores_follow_the_formula()
    {
        var memory = new RetrievalMemory(counter);
        memory.Add("Mia had a red red kitten."); // 6 words
        memory.Add("Tom had a boat.");           // 4 words

        var (turn, score) = Assert.Single(memory.Ranked("red RED dogs"));

        double expected = Math.Log(1 + (2 - 1 + 0.5) / (1 + 0.5)) * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 6 / 5));
        Assert.Equal("Mia had a red red kitten.", turn);
        Assert.Equal(expected, score, 1e-12);
        // a word that all turns have counts little, and never against a turn
        Assert.True(memory.Ranked("had kitten")[0].Score > memory.Ranked("had boat")[1].Score);
    }

    [Fact]
    public void What_shares_no_word_is_not_recalled_and_what_does_not_fit_gives_way_to_what_does()
    {
        var memory = new RetrievalMemory(counter);
        memory.Add("Mia had a red red kitten.");
        memory.Add("Tom had a red boat.");

        Assert.Empty(memory.Recall("Where is Zoe?", 100));
        Assert.Empty(memory.Recall("", 100));
        Assert.Equal("Mia had a red red kitten.", memory.Ranked("red kitten")[0].Turn);
        Assert.Equal(["Tom had a red boat."], memory.Recall("red kitten", 6));
    }

    [Fact]
    public void An_empty_memory_recalls_nothing()
    {
        foreach (DialogueMemory memory in Kinds(3))
        {
            Assert.Empty(memory.Recall("Mia", 100));
            Assert.Equal($"{memory.GetType().Name}: 0 kept, 0 tokens", memory.ToString());
        }
    }

    [Fact]
    public void Bad_input_is_named_and_leaves_the_memory_as_it_was()
    {
        Tokenizer letters = new CharacterTokenizer("Mia is sad. Tom");
        foreach (DialogueMemory memory in (DialogueMemory[])[new WindowMemory(letters), new SummaryMemory(letters, 2),
            new RetrievalMemory(letters)])
        {
            memory.Add("Mia is sad.");
            AssertError("turn: expected some text; got none.", () => { memory.Add(" \n"); return memory; });
            AssertError("budget: expected 0 or more tokens; got -1.", () => memory.Recall("Mia", -1));
            AssertError("text: ", () => { memory.Add("Tom is sad. Mia is big."); return memory; });
            Assert.Throws<ArgumentNullException>("turn", () => memory.Add(null!));
            Assert.Throws<ArgumentNullException>("question", () => memory.Recall(null!, 5));
            Assert.Equal(["Mia is sad."], memory.Kept);
            Assert.Equal($"{memory.GetType().Name}: 1 kept, 11 tokens", memory.ToString());
        }
        AssertError("capacity: expected at least 1 fact; got 0.", () => new SummaryMemory(letters, 0));
        Assert.Throws<ArgumentNullException>("tokenizer", () => new WindowMemory(null!));
    }

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static void AssertError(string message, Func<object> act) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentException>(act).Message, StringComparison.Ordinal);

    // BM25 by hand: three turns of as many pairs each, one of which has the pair; ln(1 + 2.5 / 1.5) for it, whatever
    // the script.
    [Theory]
    [InlineData("米娅养了一只小猫", "汤姆喜欢红色皮球", "小猫叫什么", 1)] // 小猫
    [InlineData("ミアは子猫を飼う", "トムは赤い球が好", "子猫の名前", 1)] // 子猫
    [InlineData("มีอาเลี้ยงแมว", "ทอมชอบลูกบอล", "แมวชื่ออะไร", 2)] // แม, มว
    public void Where_words_have_no_spaces_pairs_of_characters_are_shared(string told, string other, string question,
        int shared)
    {
        var memory = new RetrievalMemory(new ByCharacter());
        memory.Add(told);
        memory.Add(other);
        memory.Add("Anna");

        var found = Assert.Single(memory.Ranked(question));

        Assert.Equal(told, found.Turn);
        int length = new System.Globalization.StringInfo(told).LengthInTextElements - 1,
            others = new System.Globalization.StringInfo(other).LengthInTextElements - 1;
        double mean = (length + others + 1) / 3.0;
        Assert.Equal(shared * Math.Log(1 + 2.5 / 1.5) * 2.2 / (1 + 1.2 * (0.25 + 0.75 * length / mean)), found.Score,
            1e-9);
    }

    [Theory]
    [InlineData("Zoe\u0301 had a cafe\u0301.", "ZOÉ?")] // a letter and its accent, or one letter for both
    [InlineData("Ｍｉａ had a kitten.", "Where is Mia?")] // as wide as Chinese characters
    [InlineData("It is Mia’s ball.", "mia's")]
    [InlineData("ﾐｱは子猫を飼う", "ミアは")] // half as wide
    [InlineData("𠮷野 came.", "𠮷野家")] // Han beyond U+FFFF
    [InlineData("한국어 책", "책")] // Korean has spaces
    [InlineData("東京タワー2024に行く", "2024年")]
    [InlineData("々", "々")]
    public void What_Unicode_holds_for_the_same_is_the_same_word(string told, string question)
    {
        var memory = new RetrievalMemory(new ByCharacter());
        memory.Add("Something else");
        memory.Add(told);

        Assert.Equal(told, Assert.Single(memory.Ranked(question)).Turn);
        Assert.Empty(memory.Ranked("\uD800 ・ 。 ฿"));
    }

    [Fact]
    public void Words_with_spaces_are_whole_words_as_before()
    {
        var memory = new RetrievalMemory(counter);
        memory.Add("Mia had a kitten.");

        Assert.Empty(memory.Ranked("kittens kit mi"));
        Assert.Single(memory.Ranked("KITTEN"));
    }

    /// <summary>Any text, a token for each character.</summary>
    private sealed class ByCharacter : Tokenizer
    {
        public override int VocabularySize => 0x10FFFF;

        public override int[] Encode(string text) => [.. text.EnumerateRunes().Select(r => r.Value)];

        public override string Decode(IEnumerable<int> ids) =>
            string.Concat(ids.Select(id => new System.Text.Rune(id)));

        public override string Token(int id) => Decode([id]);
    }
}
