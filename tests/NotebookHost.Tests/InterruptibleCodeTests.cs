using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace NotebookHost.Tests;

/// <summary>Cells that ask do what the same code does that does not: values, order, exceptions, lines.</summary>
public sealed class InterruptibleCodeTests
{
    private static readonly string[] imports =
    [
        .. CSharpSession.Imports.Where(i => i.StartsWith("System", StringComparison.Ordinal)),
        "System.Linq.Expressions", "System.Runtime.CompilerServices", "System.Threading",
    ];

    /// <summary>Each ends in a text that says all that happened.</summary>
    public static TheoryData<string> Programs =>
    [
        "var s = \"\"; for (int i = 0; i < 3; i++) for (int j = i; j < 3; j++) { if (j == 1) continue; "
            + "if (i == 2) break; s += $\"{i}{j} \"; }\ns",
        "var s = \"\"; int n = 0; do { n++; if (n % 2 == 0) continue; s += n; } while (n < 9);\ns",
        "int n = 0; again: n += 3; if (n < 10) goto again;\n$\"{n}\"",
        "string F(int k) { switch (k) { case 0: goto case 2; case 1: k++; goto default; case 2: return \"two\"; "
            + "default: if (k > 5) return \"d\"; k += 3; goto case 1; } }\nF(0) + F(1) + F(7)",
        "var s = \"\"; while (true) { try { s += 1; if (s.Length > 3) break; continue; } finally { s += \"f\"; } }\ns",
        "var s = \"\"; try { while (true) { s += 1; if (s.Length > 3) throw new Exception(\"x\"); } } "
            + "catch (Exception e) { s += e.Message; } finally { for (int i = 0; i < 2; i++) s += i; }\ns",
        "var s = \"\"; while (s.Length < 9) { try { while (true) { s += 1; "
            + "if (s.Length % 3 == 0) throw new Exception(); } } catch { do { s += \"c\"; } "
            + "while (s.Length % 2 == 1); } }\ns",
        "var s = \"\"; for (int i = 0; i < 3; i++) try { try { throw new Exception($\"{i}\"); } "
            + "finally { while (s.Length % 4 != 3) s += \"f\"; } } "
            + "catch (Exception e) when (new[] { \"0\", \"2\" }.Any(m => m == e.Message)) { s += e.Message; } "
            + "catch (Exception) { s += \"o\"; }\ns",
        "IEnumerable<int> It() { try { for (int i = 0; i < 5; i++) { if (i == 3) yield break; yield return i; } } "
            + "finally { yielded = \"done\"; } }\nstring yielded = \"\";\n"
            + "string.Join(\",\", It()) + yielded + It().First()",
        "async IAsyncEnumerable<int> It() { for (int i = 0; i < 4; i++) { await Task.Yield(); yield return i; } }\n"
            + "int sum = 0; await foreach (int i in It()) sum += i;\n$\"{sum}\"",
        "async Task<int> F(int n) { int r = 0; while (n-- > 0) { try { await Task.Delay(1); "
            + "if (n == 1) throw new Exception(); r += n; } catch { await Task.Yield(); r += 100; } "
            + "finally { await Task.Yield(); r += 1000; } } return r; }\n$\"{await F(4)}\"",
        "async Task F(bool now) { if (now) throw new Exception(\"now\"); await Task.Yield(); "
            + "throw new Exception(\"later\"); }\nTask t = F(true), u = F(false); try { await u; } catch { }\n"
            + "$\"{t.IsFaulted} {t.Exception.InnerException.Message} {u.Exception.InnerException.Message}\"",
        "Expression<Func<int, bool>> e = x => x > 3 && x < 9;\n"
            + "$\"{e} {new[] { 1, 5 }.AsQueryable().Where(x => x > 3).Select(x => x * 2).Expression}\"",
        "static string Said(object value, [CallerArgumentExpression(\"value\")] string text = \"\", "
            + "[CallerLineNumber] int line = 0) => $\"{text}@{line}\";\n"
            + "Said(new Func<int, int>(x => x + 1)) + Said(\n1 + 2)",
        "Action a = () => { }; Func<int> f = () => 3; Func<int, Func<int, int>> g = x => y => x * y; "
            + "Action<int> h = x => f();\na(); h(1);\n"
            + "$\"{g(3)(4)} {((Func<int>)(() => throw new Exception(\"t\"))).Method.ReturnType}\"",
        "var q = from a in Enumerable.Range(1, 4) let b = a * a where b > 1 join c in new[] { 4, 9 } "
            + "on b equals c orderby -c group a by c % 2 into g select $\"{g.Key}:{g.Sum()}\";\nstring.Join(' ', q)",
        "ref int At(int[] a, int i) => ref a[i];\n"
            + "int[] v = { 1, 2, 3 }; At(v, 1) = 7; foreach (ref int x in v.AsSpan()) x++;\nstring.Join(',', v)",
        "unsafe int Sum() { int* p = stackalloc int[4]; for (int i = 0; i < 4; i++) p[i] = i; int s = 0; "
            + "for (int* q = p; q < p + 4; q++) s += *q; return s; }\n$\"{Sum()}\"",
        "int Rest(ReadOnlySpan<int> s) => s switch { [] => 0, [var x, .. var rest] => x + Rest(rest) };\n"
            + "$\"{Rest([1, 2, 3])}\"",
        "record struct P(int X) { public static P operator ++(P p) => new(p.X + 1); "
            + "public static implicit operator int(P p) => p.X; }\nP p = new(3); p++;\n"
            + "$\"{p} {p + 1} {p == new P(4)}\"",
        "class Node { public Node Next; public int N; public Node(int n) { N = n; "
            + "if (n > 0) Next = new Node(n - 1); } public int Depth => Next is null ? 0 : 1 + Next.Depth; "
            + "~Node() { } static int count; static Node() { for (int i = 0; i < 5; i++) count++; } "
            + "public static int Count => count; }\n$\"{new Node(5).Depth} {Node.Count}\"",
        "T Id<T>(T x) => x; (int, string) Pair() => (1, \"a\"); var (a, b) = Id(Pair()); dynamic d = a; d += 1;\n"
            + "$\"{d}{b}\"",
        "class D : IDisposable { public static string S = \"\"; public void Dispose() => S += \"d\"; }\n"
            + "for (int i = 0; i < 2; i++) { using var x = new D(); D.S += i; }\n"
            + "lock (D.S) { using (new D()) D.S += \"l\"; }\nD.S",
        "long big = 0;\n"
            + string.Concat(Enumerable.Range(0, 60).Select(i =>
                $"for (int i = 0; i < 3; i++) {{ big += i * {i}; if (big % 7 == 3) continue; big ^= {i}; }}\n"))
            + "$\"{big}\"",
        "int n = 0;\nwhile (true)\n{\n    n++;\n    if (n == 3)\n"
            + "        throw new InvalidOperationException($\"at {n}\");\n}",
        "int F(int n)\n{\n    for (int i = 0; ; i++)\n        if (i == n) return 1 / (n - i);\n}\n"
            + "Enumerable.Range(2, 3).Select(x =>\n    F(x)).Sum()",
    ];

    [Theory, MemberData(nameof(Programs))]
    public async Task The_same_comes_out(string code)
    {
        string expected = await Outcome(async () => await Plainly(code));
        string got = await Outcome(async () => await Asking(code));

        Assert.Equal(expected, got);
    }

    private static Task<object> Plainly(string code) => CSharpScript.EvaluateAsync<object>(
        code,
        ScriptOptions.Default
            .WithImports(imports)
            .WithReferences(Framework.References())
            .WithAllowUnsafe(true)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithEmitDebugInformation(true)
            .WithFilePath("cell 1")
            .WithFileEncoding(System.Text.Encoding.UTF8),
        cancellationToken: TestContext.Current.CancellationToken);

    private static string Told(CellFailure failure)
    {
        var places = failure.Details.Where(d => d.StartsWith("at cell", StringComparison.Ordinal));
        return $"{failure.Message} {string.Join(' ', places)}";
    }

    private static async Task<object?> Asking(string code)
    {
        var session = new CSharpSession(Path.GetTempPath());
        string usings = string.Concat(imports.Select(import => $"using {import};"));
        await session.RunAsync(session.Compile(usings, 1, TestContext.Current.CancellationToken));
        return (await session.RunAsync(session.Compile(code, 1, TestContext.Current.CancellationToken))).Value;
    }

    /// <summary>The value, or the exception with its lines in the cell.</summary>
    private static async Task<string> Outcome(Func<Task<object?>> run)
    {
        try
        {
            return $"{await run()}";
        }
        catch (CellFailureException e)
        {
            return Told(e.Failure);
        }
        catch (Exception e) when (e is not CompilationErrorException)
        {
            CellFailure failure = CellFailure.OfException(1, e, new Dictionary<string, int>());
            return Told(failure);
        }
    }
}
