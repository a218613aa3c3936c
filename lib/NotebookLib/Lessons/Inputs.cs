using System.Collections;

namespace NotebookLib;

/// <summary>
/// What a <see cref="Case{TFunction, TResult}"/> hands to a function: copies, which are looked at again afterwards.
/// </summary>
public sealed class Inputs
{
    private readonly List<(string Name, Content Before, object? Handed)> given = [];
    private readonly bool recording;

    internal Inputs(bool recording) => this.recording = recording;

    /// <summary>
    /// Hands over a copy of a value, remembers it for the reader, and later tells whether it was changed.
    /// </summary>
    /// <param name="name">The name of the function's parameter.</param>
    /// <param name="value">The value; tensors, arrays and lists are copied.</param>
    public T Give<T>(string name, T value)
    {
        object? copy = Copy(value);
        if (recording && copy is Tensor tensor) tensor.RequiresGrad = true;
        given.Add((name, Content.Of(value), copy));
        return (T)copy!;
    }

    /// <summary>The inputs by name, as they were before the call.</summary>
    internal IReadOnlyList<(string Name, Content Value)> Given => [.. given.Select(g => (g.Name, g.Before))];

    /// <summary>The name of an input that is not what it was; null if all are.</summary>
    internal string? Changed => given.Find(g => !Content.Of(g.Handed).Agrees(g.Before, 0)).Name;

    private static object? Copy(object? value) => value switch
    {
        Tensor tensor => new Tensor(tensor.ToArray(), tensor.Shape),
        Array array => CopyOf(array),
        IList list when value.GetType().IsGenericType => CopyOf(list),
        _ => value,
    };

    private static Array CopyOf(Array array)
    {
        var copy = (Array)array.Clone();
        if (array.Rank > 1 || array.GetType().GetElementType()!.IsValueType) return copy;
        for (int i = 0; i < copy.Length; i++) copy.SetValue(Copy(array.GetValue(i)), i);
        return copy;
    }

    private static IList CopyOf(IList list)
    {
        if (list.IsReadOnly || list.GetType().GetConstructor([]) is null) return list;
        var copy = (IList)Activator.CreateInstance(list.GetType())!;
        foreach (object? item in list) copy.Add(Copy(item));
        return copy;
    }
}
