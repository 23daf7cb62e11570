//! Analyses and optimisations on functions in Rust: what they find and make of them is compared as printed IR.

mod lowered;

mod analyse {
    mod computed;
    mod covered;
    mod dependence;
    mod inverse;
    mod powers;
    mod restore;
    mod scratch;
    mod worth;
}

mod optimise {
    mod apart;
    mod ascending;
    mod came;
    mod edges;
    mod first;
    mod fold;
    mod forget;
    mod forwards;
    mod gather;
    mod given;
    mod guards;
    mod half_open;
    mod halves;
    mod handover;
    mod interchange;
    mod lent;
    mod once;
    mod onward;
    mod parts;
    mod popped;
    mod same;
    mod signs;
    mod stack;
    mod straight;
    mod summed;
    mod twice;
    mod unread;
    mod unseen;
    mod untaken;
}
