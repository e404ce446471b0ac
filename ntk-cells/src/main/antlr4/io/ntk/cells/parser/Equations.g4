/**
 * Equation files. Sums and products are lists, not trees, so that the parser recurses only where brackets or signs nest;
 * the reader bounds how deep they do.
 */
grammar Equations;

file
    : heading clause* EOF
    ;

heading
    : CELL NAME (COMMA NAME)* STRING?
    ;

clause
    : PARAMETERS parameter*         # parametersClause
    | CONSTANTS constant*           # constantsClause
    | WEIGHTS weight*               # weightsClause
    | STATE statePart*              # stateClause
    | STEP equation*                # stepClause
    | INTEGRATE NAME NAME EQUALS sum # integrateClause
    | OUTPUT sum                    # outputClause
    ;

parameter
    : NAME shape source? (OPTIONAL ABSENT?)?
    ;

constant
    : NAME EQUALS sum               # number
    | NAME shape source?            # array
    ;

weight
    : NAME EQUALS sum
    ;

statePart
    : NAME shape? (EQUALS NAME)?
    ;

equation
    : NAME EQUALS sum               # definition
    | NAME PRIME EQUALS sum         # next
    | NAME SLASH NAME EQUALS sum    # derivative
    ;

shape
    : LEFT size (COMMA size)* RIGHT
    ;

source
    : FROM stored (COMMA stored)*
    ;

stored
    : STRING view*
    ;

view
    : LEFT range (COMMA range)* RIGHT
    | TRANSPOSED
    ;

range
    : size? COLON size?
    | size
    ;

size
    : sizeTerm ((PLUS | MINUS) sizeTerm)*
    ;

sizeTerm
    : sizeFactor (STAR sizeFactor)*
    ;

sizeFactor
    : NUMBER
    | NAME
    ;

sum
    : term ((PLUS | MINUS) term)*
    ;

term
    : factor ((STAR | SLASH | AT) factor)*
    ;

factor
    : (PLUS | MINUS) factor         # signed
    | atom view*                    # viewed
    ;

atom
    : NUMBER                        # literal
    | NAME LEFT_PAREN sum (COMMA sum)* RIGHT_PAREN # call
    | NAME PRIME                    # nextState
    | NAME                          # name
    | LEFT_PAREN sum RIGHT_PAREN    # bracket
    ;

CELL : 'cell' ;
PARAMETERS : 'parameters' ;
CONSTANTS : 'constants' ;
WEIGHTS : 'weights' ;
STATE : 'state' ;
STEP : 'step' ;
INTEGRATE : 'integrate' ;
OUTPUT : 'output' ;
FROM : 'from' ;
OPTIONAL : 'optional' ;
ABSENT : 'absent' ;

EQUALS : '=' ;
PRIME : '\'' | '′' ;
COMMA : ',' ;
COLON : ':' ;
PLUS : '+' ;
MINUS : '-' | '−' ;
STAR : '*' ;
SLASH : '/' ;
AT : '@' ;
LEFT : '[' ;
RIGHT : ']' ;
LEFT_PAREN : '(' ;
RIGHT_PAREN : ')' ;
TRANSPOSED : '.T' ;

NUMBER : (DIGIT+ ('.' DIGIT*)? | '.' DIGIT+) ([eE] [+-]? DIGIT+)? ;
NAME : LETTER (LETTER | DIGIT)* ;
STRING : '"' ~["\r\n]* '"' ;

COMMENT : '#' ~[\r\n]* -> skip ;
SPACE : [ \t\r\n]+ -> skip ;

/** Whatever no other rule knows becomes a token too, so that one place refuses it. */
UNKNOWN : . ;

fragment DIGIT : [0-9] ;
fragment LETTER : [\p{L}_] ;
