namespace NotebookLib;

public static partial class Check
{
    /// <summary>Checks a function of one parameter against a right one, in an exercise of your own.</summary>
    /// <param name="name">What the exercise is called.</param>
    /// <param name="mine">The reader's function.</param>
    /// <param name="right">The right one.</param>
    /// <param name="cases">What both are tried with, the simplest first.</param>
    /// <param name="mistakes">Wrong versions, each with a sentence in the second person.</param>
    /// <typeparam name="T1">What goes in.</typeparam>
    /// <typeparam name="TResult">What comes out.</typeparam>
    /// <returns>The reader's function if it is right, else the right one, so that the lesson goes on.</returns>
    public static Func<T1, TResult> Function<T1, TResult>(
        string name, Func<T1, TResult>? mine, Func<T1, TResult> right, T1[] cases,
        params (string Says, Func<T1, TResult> Does)[] mistakes) =>
        Own(name, mine, right, cases, mistakes, (f, inputs, x) => f(inputs.Give("1st", x)));

    /// <summary>Checks a function of two parameters.</summary>
    /// <inheritdoc cref="Function{T1, TResult}"/>
    /// <typeparam name="T1">What goes in first.</typeparam>
    /// <typeparam name="T2">What goes in second.</typeparam>
    /// <typeparam name="TResult">What comes out.</typeparam>
    public static Func<T1, T2, TResult> Function<T1, T2, TResult>(
        string name, Func<T1, T2, TResult>? mine, Func<T1, T2, TResult> right, (T1, T2)[] cases,
        params (string Says, Func<T1, T2, TResult> Does)[] mistakes) =>
        Own(name, mine, right, cases, mistakes,
            (f, inputs, x) => f(inputs.Give("1st", x.Item1), inputs.Give("2nd", x.Item2)));

    /// <summary>Checks a function of three parameters.</summary>
    /// <inheritdoc cref="Function{T1, TResult}"/>
    /// <typeparam name="T1">What goes in first.</typeparam>
    /// <typeparam name="T2">What goes in second.</typeparam>
    /// <typeparam name="T3">What goes in third.</typeparam>
    /// <typeparam name="TResult">What comes out.</typeparam>
    public static Func<T1, T2, T3, TResult> Function<T1, T2, T3, TResult>(
        string name, Func<T1, T2, T3, TResult>? mine, Func<T1, T2, T3, TResult> right, (T1, T2, T3)[] cases,
        params (string Says, Func<T1, T2, T3, TResult> Does)[] mistakes) =>
        Own(name, mine, right, cases, mistakes, (f, inputs, x) =>
            f(inputs.Give("1st", x.Item1), inputs.Give("2nd", x.Item2), inputs.Give("3rd", x.Item3)));

    /// <summary>Checks a function of four parameters.</summary>
    /// <inheritdoc cref="Function{T1, TResult}"/>
    /// <typeparam name="T1">What goes in first.</typeparam>
    /// <typeparam name="T2">What goes in second.</typeparam>
    /// <typeparam name="T3">What goes in third.</typeparam>
    /// <typeparam name="T4">What goes in fourth.</typeparam>
    /// <typeparam name="TResult">What comes out.</typeparam>
    public static Func<T1, T2, T3, T4, TResult> Function<T1, T2, T3, T4, TResult>(
        string name, Func<T1, T2, T3, T4, TResult>? mine, Func<T1, T2, T3, T4, TResult> right, (T1, T2, T3, T4)[] cases,
        params (string Says, Func<T1, T2, T3, T4, TResult> Does)[] mistakes) =>
        Own(name, mine, right, cases, mistakes, (f, inputs, x) =>
            f(inputs.Give("1st", x.Item1), inputs.Give("2nd", x.Item2), inputs.Give("3rd", x.Item3),
                inputs.Give("4th", x.Item4)));

    private static TFunction Own<TFunction, TInput, TResult>(
        string name, TFunction? mine, TFunction right, TInput[] cases, (string Says, TFunction Does)[] mistakes,
        Func<TFunction, Inputs, TInput, TResult> call)
        where TFunction : Delegate
    {
        ArgumentNullException.ThrowIfNull(cases);
        ArgumentNullException.ThrowIfNull(mistakes);
        Case<TFunction, TResult>[] tried = [.. cases.Select((x, i) =>
            new Case<TFunction, TResult>($"number {i + 1} of {cases.Length}", (f, inputs) => call(f, inputs, x)))];
        Mistake<TFunction>[] known = [.. mistakes.Select(m => new Mistake<TFunction>(m.Says, m.Does))];
        return new Exercise<TFunction, TResult>(name, right, tried, known).Check(mine);
    }
}
