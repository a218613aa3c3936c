namespace NotebookLib;

/// <summary>
/// One situation in which an exercise tries a function: it calls the function and gives back what came of it.
/// </summary>
/// <remarks>
/// A case takes the function itself, so that one type serves any number of parameters, calls that follow on one
/// another, and gradients. What goes into the function is handed over by <see cref="Inputs.Give{T}"/>.
/// </remarks>
/// <param name="Given">What the case is, in words: what the reader learns of one that is not shown.</param>
/// <param name="Run">Calls the function.</param>
/// <param name="Shown">Whether a reader whose function fails here sees the numbers.</param>
/// <typeparam name="TFunction">The function's delegate.</typeparam>
/// <typeparam name="TResult">What comes of a call.</typeparam>
public sealed record Case<TFunction, TResult>(string Given, Func<TFunction, Inputs, TResult> Run, bool Shown = true)
    where TFunction : Delegate;

/// <summary>A wrong version of a function that people are known to write.</summary>
/// <param name="Says">What is told to who wrote it: one sentence, in the second person, without code.</param>
/// <param name="Does">The wrong version, and others that come of the same mistake.</param>
/// <typeparam name="TFunction">The function's delegate.</typeparam>
public sealed record Mistake<TFunction>(string Says, params TFunction[] Does)
    where TFunction : Delegate;
