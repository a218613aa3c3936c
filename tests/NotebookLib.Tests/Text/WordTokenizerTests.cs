namespace NotebookLib.Tests;

public class WordTokenizerTests
{
    private static readonly WordTokenizer Robot =
        new(["\n", ".", "The", "the", "robot", "dropped", "glass", "because", "it", "was", "slippery"]);

    [Fact]
    public void Id_is_the_place_in_the_list()
    {
        const string text = "The robot dropped the glass because it was slippery.\nThe glass";

        Assert.Equal([2, 4, 5, 3, 6, 7, 8, 9, 10, 1, 0, 2, 6], Robot.Encode(text));
        Assert.Equal(text, Robot.Decode(Robot.Encode(text)));
        Assert.Equal(11, Robot.VocabularySize);
    }

    [Fact]
    public void Unknown_word_is_named_with_its_position()
    {
        var e = Assert.Throws<ArgumentException>(() => Robot.Encode("The robot dropped the vase."));
        Assert.Equal("text: expected the 11 words of the vocabulary; at position 22 stands 'vase'. (Parameter 'text')",
            e.Message);
    }

    [Fact]
    public void Unknown_word_becomes_the_token_for_unknown_words()
    {
        var tokenizer = new WordTokenizer(["the", "cat"], unknown: "<unk>");

        Assert.Equal([0, 2, 1], tokenizer.Encode("the fat cat"));
        Assert.Equal("the <unk> cat", tokenizer.Decode([0, 2, 1]));
        Assert.Equal(3, tokenizer.VocabularySize);
    }

    [Fact]
    public void Words_keep_apostrophes_and_hyphens_and_marks_stand_alone() => Assert.Equal(
        ["“", "Don't", ",", "”", "said", "Zoë", "(", "well-known", ")", "\n", "你好", "…", "3", ".", "5"],
        WordTokenizer.Split("“Don't,” said  Zoë (well-known)\n你好… 3.5"));

    [Fact]
    public void Print_returns_as_print() =>
        Assert.Equal("“Don't,” said Zoë (well-known); yes!\n",
            WordTokenizer.Join(WordTokenizer.Split("“Don't,” said Zoë (well-known); yes!\n")));

    [Fact]
    public void Vocabulary_of_a_text_holds_its_most_frequent_words()
    {
        WordTokenizer tokenizer = WordTokenizer.FromText("b a c a b a", maximumSize: 3);

        Assert.Equal(["a", "b", "<unk>"], tokenizer.Vocabulary);
        Assert.Equal([2, 0], tokenizer.Encode("c a"));
    }

    [Theory]
    [InlineData("I like 😀 .", new[] { "I", "like", "😀", "." })]
    [InlineData("𠮷 野家 𝒳", new[] { "𠮷", "野家", "𝒳" })]
    [InlineData("👍🏽 ❤️ 👩‍👩‍👧 🏳️‍🌈 🇩🇪🇫🇷 👨‍❤️‍👨",
        new[] { "👍🏽", "❤️", "👩‍👩‍👧", "🏳️‍🌈", "🇩🇪", "🇫🇷", "👨‍❤️‍👨" })]
    [InlineData("so😀😀!", new[] { "so", "😀", "😀", "!" })]
    public void A_character_beyond_the_first_plane_is_never_cut(string text, string[] expected) =>
        Assert.Equal(expected, WordTokenizer.Split(text));

    [Fact]
    public void Emoji_come_back_and_can_be_listed()
    {
        WordTokenizer tokenizer = WordTokenizer.FromText("I like 😀 . You like 𠮷 .");

        Assert.Equal("I like 😀.", tokenizer.Decode(tokenizer.Encode("I like 😀 .")));
        Assert.Equal([0, 1, 2], new WordTokenizer(["I", "😀", "."]).Encode("I 😀 ."));
    }

    [Fact]
    public void No_piece_of_any_text_holds_half_a_character() =>
        CsCheck.Check.Sample(ArbitraryText.Any,
            text => Assert.Equal(string.Concat(text.Where(c => c == '\n' || !char.IsWhiteSpace(c))),
                string.Concat(WordTokenizer.Split(text).Select(piece =>
                {
                    Assert.DoesNotContain(piece.EnumerateRunes(),
                        rune => rune.Value == 0xFFFD && !piece.Contains('\uFFFD'));
                    return piece;
                }))));

    // As the summary of the class says: what is set with these spaces comes back, whatever else comes back so set.
    [Theory]
    [InlineData("Tom, Mia (and Ben) said: “yes!”\nWell-kept… [1]; no?", "Tom, Mia (and Ben) said: “yes!”\nWell-kept… "
        + "[1]; no?")]
    [InlineData("pi is 3.14", "pi is 3. 14")]
    [InlineData("She said \"hi\"", "She said \" hi \"")]
    [InlineData("and/or", "and / or")]
    [InlineData("It costs $5 or 50%.", "It costs $ 5 or 50 %.")]
    [InlineData("1,000 cats at 12:30", "1, 000 cats at 12: 30")]
    [InlineData("rock 'n' roll", "rock ' n ' roll")]
    [InlineData("two  spaces ,\ta tab\r\n end ", "two spaces, a tab\nend")]
    public void A_text_comes_back_set_as_the_summary_says(string text, string set)
    {
        WordTokenizer tokenizer = WordTokenizer.FromText(text);

        Assert.Equal(set, tokenizer.Decode(tokenizer.Encode(text)));
    }

    [Fact]
    public void What_was_decoded_once_has_the_same_tokens_and_never_changes_again() =>
        CsCheck.Check.Sample(ArbitraryText.Any, text =>
    {
        WordTokenizer tokenizer = WordTokenizer.FromText(text + " a");
        int[] ids = tokenizer.Encode(text);
        string decoded = tokenizer.Decode(ids);
        Assert.Equal(ids, tokenizer.Encode(decoded));
        Assert.Equal(decoded, tokenizer.Decode(tokenizer.Encode(decoded)));
    });

    [Fact]
    public void Texts_with_spaces_elsewhere_do_not_come_back()
    {
        var random = new Random(3);
        string[] words = ["Mia", "3", "don't", "😀", ".", ",", "(", ")", "“", "”", "\n", "$", "\"", "…", "漢字"];
        var tokenizer = new WordTokenizer(words);
        for (int n = 0; n < 300; n++)
        {
            string text = WordTokenizer.Join(Enumerable.Range(0, random.Next(1, 12))
                .Select(_ => words[random.Next(words.Length)]));
            int at = random.Next(text.Length + 1);
            bool inCharacter = at > 0 && at < text.Length
                && (char.IsLowSurrogate(text[at]) || char.IsLetter(text[at - 1]) && char.IsLetter(text[at])
                    || text[at] == '\'' || text[at - 1] == '\'');

            Assert.Equal(text, tokenizer.Decode(tokenizer.Encode(text)));
            if (!inCharacter) Assert.NotEqual(text.Insert(at, " "),
                tokenizer.Decode(tokenizer.Encode(text.Insert(at, " "))));
        }
    }

    [Fact]
    public void Listed_words_that_no_text_is_cut_into_are_refused()
    {
        Assert.StartsWith("words: expected words as texts are cut into them; "
            + "'New York' would be cut into 'New', 'York', and never be met.",
            Assert.Throws<ArgumentException>(() => new WordTokenizer(["a", "New York"])).Message);
        Assert.StartsWith("words: expected words as texts are cut into them; "
            + "' ' would be cut into nothing, and never be met.",
            Assert.Throws<ArgumentException>(() => new WordTokenizer([" "])).Message);
        Assert.Contains("half of a surrogate pair",
            Assert.Throws<ArgumentException>(() => Robot.Encode("a\ud800")).Message);
    }

    [Fact]
    public void Vocabularies_that_cannot_work_are_refused()
    {
        Assert.StartsWith("words: expected at least one word",
            Assert.Throws<ArgumentException>(() => new WordTokenizer([])).Message);
        Assert.StartsWith("words: expected each word once; 'a' comes again.",
            Assert.Throws<ArgumentException>(() => new WordTokenizer(["a", "b", "a"])).Message);
        Assert.StartsWith("words: expected words; number 1 is empty.",
            Assert.Throws<ArgumentException>(() => new WordTokenizer(["a", ""])).Message);
        Assert.StartsWith("maximumSize: expected at least 2",
            Assert.Throws<ArgumentException>(() => WordTokenizer.FromText("a", 1)).Message);
        Assert.StartsWith("word: expected one of the 11 words of the vocabulary; got 'vase'.",
            Assert.Throws<ArgumentException>(() => Robot.Id("vase")).Message);
    }
}
