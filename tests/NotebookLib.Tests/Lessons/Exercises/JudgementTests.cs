namespace NotebookLib.Tests.Lessons;

/// <summary>
/// What is said of a function that is no known wrong version, or does not behave at all: never an exception.
/// </summary>
[Collection(nameof(ConsoleOutput))]
public class JudgementTests
{
    private delegate Tensor Change(Tensor x);

    private delegate int LookUp((int, int) pair, Dictionary<(int, int), int> table);

    private static readonly Exercise<Change, Tensor> halve = new("halve", x => x / 2,
        [
            new("four numbers", (f, inputs) => f(inputs.Give("x", new Tensor([2, 4, 6, 12], 2, 2)))),
            new("a row of three", (f, inputs) => f(inputs.Give("x", new Tensor([2, 5, 9], 1, 3)))),
            new("a matrix", (f, inputs) => f(inputs.Give("x", new Tensor([1, 5, -3, 4, 9, 11], 3, 2))), Shown: false),
        ],
        [
            new("you left them as they are", x => x + 0),
            new("you halved twice", x => x / 4),
            new("you read a fourth row, which need not be there", x => x.Row(3)),
        ],
        shape: "(T, C)");

    private static Verdict Of(Func<Tensor, Tensor> mine) => halve.Judge(new Change(mine));

    [Fact]
    public void What_is_null_or_says_so_is_not_attempted()
    {
        Assert.Equal("○ halve: not attempted yet", halve.Judge(null).ToString());
        Assert.Equal("○ halve: not attempted yet", Of(_ => throw new NotImplementedException()).ToString());
        Assert.Equal(VerdictKind.Throws, Of(x => x.Shape[0] == 3 ? throw new NotImplementedException() : x / 2).Kind);
    }

    [Fact]
    public void What_is_right_says_on_how_many_cases()
    {
        Assert.Equal("✓ halve: right on 3 cases, 1 of them unshown", Of(x => x * 0.5f).ToString());
        Assert.Equal(VerdictKind.Right, Of(x => x * 0.500001f).Kind);
    }

    [Fact]
    public void A_known_mistake_is_named_and_the_smallest_shown_case_stands_below() => Assert.Equal(
        """
        ✗ halve: you halved twice
            in the case: a row of three
            x = [[2, 5, 9]]
            expected [[‹1›, 2.5, 4.5]]
            got [[‹0.5›, 1.25, 2.25]]
        """, Of(x => x * 0.25f).ToString());

    [Fact]
    public void Pairs_are_told_without_names_that_nobody_gave_and_tables_with_their_keys()
    {
        Dictionary<(int, int), int> sums = new() { [(1, 2)] = 3, [(4, 5)] = 9 };
        Case<LookUp, int> only =
            new("a pair", (f, inputs) => f(inputs.Give("pair", (4, 5)), inputs.Give("table", sums)));

        Assert.Equal(
            """
            ✗ look up: the smallest case that fails stands below
                in the case: a pair
                pair = (4, 5)
                table = ((1, 2) = 3, (4, 5) = 9)
                expected 9
                got 3
            """, new Exercise<LookUp, int>("look up", (pair, table) => table[pair], [only], [])
                .Judge((_, table) => table[(1, 2)]).ToString());
    }

    [Fact]
    public void A_mistake_on_the_failing_cases_alone_is_told_in_weaker_words()
    {
        Verdict verdict = Of(x => x.Shape[1] == 2 ? x / 2 : x / 4);

        Assert.Equal(VerdictKind.Resembles, verdict.Kind);
        Assert.StartsWith(
            "✗ halve: right on 2 of 3 cases, 1 of them unshown; on the others it looks as if you halved twice",
            verdict.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_that_is_written_in_two_ways_is_named_in_both_and_resembled_once()
    {
        Change quarter = x => x / 4, andCleared = x => x.Shape[0] == 3 ? x * 0 : x / 4;
        var twice = new Exercise<Change, Tensor>("halve", halve.Reference, halve.Cases,
            [new("you halved twice", quarter, andCleared)]);

        Assert.Equal("halve: you halved twice", twice.Judge(quarter).Text);
        Assert.Equal("halve: you halved twice", twice.Judge(andCleared).Text);
        Verdict verdict = twice.Judge(x => x.Shape[0] == 3 ? x / 2 : x / 4); // as both do where it fails
        Assert.EndsWith("on the others it looks as if you halved twice", verdict.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_alone_names_a_mistake_only_with_its_message()
    {
        Assert.Equal(VerdictKind.Mistake, Of(x => x.Row(3)).Kind);
        Verdict other = Of(_ => throw new ArgumentException("too hot"));
        Assert.Equal(VerdictKind.Throws, other.Kind);
        Assert.Contains("yours throws ArgumentException", other.Text, StringComparison.Ordinal);
        Assert.Contains("too hot", other.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_tells_the_readers_line() =>
        Assert.Matches(@"InvalidOperationException \(line \d+\): no",
            Of(_ => throw new InvalidOperationException("no")).Text);

    [Fact]
    public void A_changed_input_is_told_before_all_else()
    {
        Verdict verdict = Of(x =>
        {
            x[0, 0] = 7;
            return x;
        });

        Assert.Equal(VerdictKind.ChangesInput, verdict.Kind);
        Assert.Equal("halve: you changed `x`; the caller still needs it", verdict.Text);
    }

    [Fact]
    public void What_is_kept_from_call_to_call_is_told()
    {
        int calls = 0;
        Assert.Equal(VerdictKind.Remembers, Of(x => x / 2 + calls++).Kind);
        Assert.Equal(VerdictKind.Remembers, Of(x => x / 2 + Random.Shared.NextSingle()).Kind);
    }

    [Fact]
    public void A_wrong_shape_is_told_with_its_letters()
    {
        Verdict verdict = Of(x => (x / 2).Reshape(-1));

        Assert.Equal(VerdictKind.WrongShape, verdict.Kind);
        Assert.Contains("your result has shape (3,); expected (1, 3) = (T, C)", verdict.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_case_that_is_not_shown_tells_what_it_is_and_no_number()
    {
        string wrong = Of(x => x.Shape[0] == 3 ? x + x * x : x / 2).ToString();

        Assert.Contains("right on 2 of 3 cases, 1 of them unshown; it fails where the numbers are not shown: a matrix",
            wrong, StringComparison.Ordinal);
        Assert.DoesNotContain("expected", wrong, StringComparison.Ordinal);
        string shape = Of(x => x.Shape[0] == 3 ? x.Reshape(6) : x / 2).ToString();
        Assert.Contains("your result has shape (6,); expected (T, C)", shape, StringComparison.Ordinal);
        Assert.DoesNotContain("(3, 2)", shape, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_and_no_numbers_are_told_as_what_they_are()
    {
        Assert.Equal("halve: yours gives back null", Of(_ => null!).Text);
        Assert.Equal("halve: yours is NaN at [0, 0], where a number should stand", Of(x => x * float.NaN).Text);
        Assert.Equal("halve: yours is ∞ at [0, 1], where a number should stand",
            Of(x => x.MaskedFill(x - 2, float.PositiveInfinity)).Text);
        Assert.Equal(VerdictKind.WrongShape, Of(_ => Tensor.Zeros(0, 2)).Kind);
    }

    [Fact]
    public void A_function_that_does_not_come_back_is_told_once_and_judged_when_it_does()
    {
        Case<Change, Tensor> only = new("one", (f, inputs) => f(inputs.Give("x", Tensor.Ones(1))));
        var slow = new Exercise<Change, Tensor>("slow", x => x, [only], [])
        {
            Patience = TimeSpan.FromMilliseconds(50),
        };
        TextWriter before = Console.Out;
        using var lines = new StringWriter { NewLine = "\n" };
        Console.SetOut(TextWriter.Synchronized(lines));
        try
        {
            Assert.Equal(VerdictKind.Right, slow.Judge(Slowly).Kind);
        }
        finally
        {
            Console.SetOut(before);
        }
        Assert.Equal("slow: still running after 0.1 s. Does a loop never end? Stop the cell, or wait.\n",
            lines.ToString());

        static Tensor Slowly(Tensor x)
        {
            Thread.Sleep(200);
            return x;
        }
    }

    [Fact]
    public void What_stops_a_cell_is_not_taken_for_the_readers_exception() =>
        Assert.Throws<OperationCanceledException>(() => Of(_ => throw new OperationCanceledException()));

    [Fact]
    public void Right_numbers_through_which_no_gradient_flows_are_right_with_a_remark()
    {
        Verdict verdict = Of(x =>
        {
            Tensor result = Tensor.Zeros(x.Shape);
            for (int r = 0; r < x.Shape[0]; r++)
                for (int c = 0; c < x.Shape[1]; c++) result[r, c] = x[r, c] / 2;
            return result;
        });

        Assert.Equal(VerdictKind.Right, verdict.Kind);
        Assert.EndsWith("; written number by number, so no gradient flows through it", verdict.Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_recording_that_an_earlier_cell_switched_off_changes_nothing()
    {
        using (Tensor.NoGrad()) Assert.DoesNotContain("gradient", Of(x => x / 2).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Checking_gives_back_the_readers_function_if_it_is_right_and_else_the_reference()
    {
        Change right = x => x * 0.5f, wrong = x => x;

        Assert.Same(right, halve.Check(right));
        Assert.Equal([1f], halve.Check(wrong)(new Tensor([2])).ToArray());
        Assert.Equal([1f], halve.Check(null)(new Tensor([2])).ToArray());
    }

    [Fact]
    public void As_HTML_it_is_a_claim_with_tables_in_which_the_first_wrong_number_is_framed()
    {
        string html = Of(x => x * 0.25f).ToHtml();

        Assert.Contains("✗", html, StringComparison.Ordinal);
        Assert.Equal(2, html.Split("outline:2px").Length - 1); // in what was expected, and in what came
        Assert.Contains("<table", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<table", Of(x => x / 2).ToHtml(), StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;", Of(_ => throw new InvalidOperationException("<b>")).ToHtml(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_of_anybodys_own_is_checked_against_a_right_one()
    {
        Func<double, double, double> right = (a, b) => a + b, difference = (a, b) => a - b;
        (double, double)[] cases = [(1, 2), (3, 5)];
        (string, Func<double, double, double>) slip = ("you took the difference", difference);

        Func<double, double, double> mine = Check.Function("sum", (a, b) => b + a, right, cases, slip);
        Func<double, double, double> other = Check.Function("sum", difference, right, cases, slip);

        Assert.Equal(3, mine(1, 2));
        Assert.Equal(3, other(1, 2));
    }
}
