using System.Reflection;

namespace NotebookLib.Tests.Lessons;

/// <summary>
/// An exercise of the library, whatever its function's type: what the theories over all exercises ask of one.
/// </summary>
internal abstract class Exercised
{
    /// <summary>The names of all exercises in which a function is written.</summary>
    public static TheoryData<string> Names => [.. Properties.Select(p => p.Name)];

    /// <summary>How many cases there are.</summary>
    public abstract int CaseCount { get; }

    /// <summary>What is told of each mistake.</summary>
    public abstract string[] Sentences { get; }

    /// <summary>What is told of each wrong version; a mistake may have several.</summary>
    public abstract string[] Says { get; }

    public abstract double Tolerance { get; }

    public abstract Verdict Judge(int version);

    /// <summary>The exercise with other cases: the same in another order, or each of them twice.</summary>
    public abstract Exercised With(Func<int[], int[]> order);

    public abstract int AlsoRightCount { get; }

    public abstract Verdict JudgeAlsoRight(int index);

    public abstract Verdict JudgeNothing();

    /// <summary>What a version does in each case: −1 is the reference, others are wrong.</summary>
    public abstract CaseRun[] Runs(int version);

    public static Exercised Of(string name)
    {
        object exercise = Properties.Single(p => p.Name == name).GetValue(null)!;
        Type type = typeof(Exercised<,>).MakeGenericType(exercise.GetType().GetGenericArguments());
        return (Exercised)Activator.CreateInstance(type, exercise)!;
    }

    private static IEnumerable<PropertyInfo> Properties => typeof(Exercises)
        .GetProperties(BindingFlags.Public | BindingFlags.Static)
        .Where(p => p.PropertyType.IsGenericType && p.PropertyType.GetGenericTypeDefinition() == typeof(Exercise<,>));
}

internal sealed class Exercised<TFunction, TResult>(Exercise<TFunction, TResult> exercise) : Exercised
    where TFunction : Delegate
{
    private readonly (string Says, TFunction Does)[] wrong =
        [.. exercise.Mistakes.SelectMany(mistake => mistake.Does.Select(version => (mistake.Says, version)))];

    public override int CaseCount => exercise.Cases.Length;

    public override string[] Sentences => [.. exercise.Mistakes.Select(m => m.Says)];

    public override string[] Says => [.. wrong.Select(version => version.Says)];

    public override double Tolerance => exercise.Tolerance;

    public override int AlsoRightCount => exercise.AlsoRight.Length;

    public override Verdict Judge(int version) => exercise.Judge(Version(version));

    public override Exercised With(Func<int[], int[]> order)
    {
        int[] places = order([.. Enumerable.Range(0, CaseCount)]);
        return new Exercised<TFunction, TResult>(new("other order", exercise.Reference,
            [.. places.Select(i => exercise.Cases[i])], exercise.Mistakes, tolerance: exercise.Tolerance));
    }

    public override Verdict JudgeAlsoRight(int index) => exercise.Judge(exercise.AlsoRight[index]);

    public override Verdict JudgeNothing() => exercise.Judge(null);

    public override CaseRun[] Runs(int version) => exercise.RunAll(Version(version));

    private TFunction Version(int version) => version < 0 ? exercise.Reference : wrong[version].Does;
}
