namespace Slipway.Data;

/// <summary>What an attribute of an augmented manifest becomes.</summary>
internal enum AttributeKind
{
    /// <summary>Not known: no line so far has a value.</summary>
    Unknown,

    /// <summary>The bytes of the object that it names (its name ends with <c>-ref</c>): a column of type Binary.</summary>
    Reference,

    /// <summary>A number: Double, NaN where it is null.</summary>
    Number,

    /// <summary>A text.</summary>
    Text,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Several numbers (several labels, say): a list of Double.</summary>
    Numbers,

    /// <summary>Bounding boxes: a list of boxes, and a second column with the size of the image.</summary>
    Boxes,

    /// <summary>Anything else (metadata, say): its JSON as text.</summary>
    Json,
}
